"""Content and files: instruments, norms, wording packs and answers, each read strictly."""
