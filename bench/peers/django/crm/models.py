"""The tables the measured requests touch, as the original ConnectCRM had them."""
from django.contrib.auth.models import AbstractUser
from django.db import models


class CustomUser(AbstractUser):
    role = models.CharField(max_length=10, choices=[(role, role) for role in ("admin", "sales", "customer")])

    class Meta:
        app_label = "crm"


class Customer(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField()
    phone = models.CharField(max_length=20)
    address = models.TextField()
    user = models.ForeignKey(CustomUser, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        app_label = "crm"
