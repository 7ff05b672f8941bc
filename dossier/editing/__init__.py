"""What an editor changes by a command: the manifest by its lines, and the files with it, or nothing.

``lines`` finds what stands where, ``moves`` and ``fields`` cut and paste, ``edits`` are the commands,
``steps`` changes all files of one at once and takes it back, ``meaning`` says what follows from it.
"""
