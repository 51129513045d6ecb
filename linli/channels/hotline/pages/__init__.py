"""What a desk sees of its hotlines: files on their way in, answers on their way out."""
