"""Binds a printed exam dossier: manifest in, verified PDF and DOCX out."""
