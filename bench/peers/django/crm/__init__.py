"""The customers of the original ConnectCRM in Django REST Framework: the same models, checks and answers, and nothing else."""
