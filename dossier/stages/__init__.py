"""What a run hands from stage to stage; the order of the stages is :mod:`dossier.pipeline`'s."""
