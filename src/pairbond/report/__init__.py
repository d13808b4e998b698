"""From the document model to pages: figures, HTML, PDF and terminal text."""
