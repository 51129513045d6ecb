"""Learning from texts: pieces of one to four characters, a linear classifier, clusters of like matters."""
