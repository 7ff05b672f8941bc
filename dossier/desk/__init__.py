"""The desk: the commands that edit, build, compare and sign, in a browser on this machine.

Nothing is decided here. An act of the desk is a command: what edits is called as :mod:`dossier.commands`
calls it, what takes long is the command itself in a process of its own. There is no state beside the files:
what a page shows is read from the manifest and the last record, and each act carries the SHA-256 of the
manifest that its page was made from.
"""
