"""What keeps a picture as it is."""


class PictureError(ValueError):
    """Of no known form, or so damaged that its parts cannot be told apart."""
