"""Makes the tables, a user of the role sales and the customers that come as JSON, one a line: fill.py FILE USER PASSWORD."""
import json
import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
django.setup()
from crm.models import Customer, CustomUser  # only now can they be loaded

file, name, password = sys.argv[1:]
call_command("migrate", run_syncdb=True, verbosity=0)
CustomUser.objects.create_user(name, password=password, role="sales")
with open(file, encoding="utf-8") as rows:
    Customer.objects.bulk_create((Customer(**json.loads(row)) for row in rows), batch_size=5000)
