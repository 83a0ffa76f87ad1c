"""The customers that every peer holds: seeded, so the same in every run, with names as they occur in Europe."""
import random

FIRST = """Anna Björn Chloé Daniel Elif Fatima Giulia Hans Inês Jakub Katarzyna Léa Mário Nuria Oskar Paula Quentin Rania Søren Tomáš
Ursula Viktor Wiebke Ximena Yusuf Zoë Amélie Benoît Carlos Dorota Emil Francesca Gábor Helena István Jürgen Kim Lukas Małgorzata Niamh
Olga Pierre Renée Stefan Theo Ulrike Valérie Wojciech Yasmin Zsófia""".split()
LAST = """Müller García Rossi Dubois Kowalski Novák Jensen Öztürk Silva Papadopoulos Horváth O'Brien Larsson Virtanen Petrov Schneider
Fernández Bianchi Moreau Wiśniewski Svoboda Nielsen Yılmaz Santos Nagy Murphy Johansson Korhonen Ivanova Weber López Ricci Laurent
Zieliński Dvořák Andersen Demir Costa Tóth Byrne Nilsson Mäkinen Dimitrov Becker Martínez Gallo Lefèvre Kamiński Černý Holm""".split()
TRADE = "Bau Logistics Software Foods Energie Textiles Optik Marine Print Robotics Garden Médical Tiles Brewery Timber Travel".split()
FORM = "GmbH AG Ltd SARL SpA Oy AB s.r.o. BV SL".split()
STREET = """Hauptstraße,Station Road,Rue de la Paix,Via Roma,Calle Mayor,Storgata,Lindenweg,Kirkegade,Market Street,Ulica Długa""".split(",")
CITY = """Berlin Paris Madrid Roma Wien Praha Warszawa København Lisboa Dublin Helsinki Oslo Stockholm Budapest Bruxelles Zürich Kraków
Łódź Málaga Besançon""".split()


def customers(count, seed=1):
    """Yields dicts with what the API takes for a customer; the n-th gets the id n where it is put into an empty table."""
    pick = random.Random(seed)
    for number in range(1, count + 1):
        first, last = pick.choice(FIRST), pick.choice(LAST)
        firm = f"{last} {pick.choice(TRADE)} {pick.choice(FORM)}"
        yield {
            "name": firm if pick.random() < 0.4 else f"{first} {last}",
            "email": f"office{number}@{pick.choice(TRADE).encode('ascii', 'ignore').decode().lower()}.example",
            "phone": f"+{pick.choice((33, 34, 39, 43, 45, 48, 49, 351))} {pick.randrange(10**8, 10**9)}",
            "address": f"{pick.choice(STREET)} {pick.randrange(1, 200)}, {pick.randrange(10000, 99999)} {pick.choice(CITY)}",
        }
