from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "linli.methods"
