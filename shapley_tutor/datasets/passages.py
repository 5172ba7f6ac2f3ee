"""A small library to search: short passages, queries, and one longer passage. Written for the book.

Every short passage has nine words, so that all its coalitions can be asked. Nine of the queries
hold a word of two meanings, and a passage about the other one lies in wait.
"""

from __future__ import annotations

PASSAGES = (
    "young dogs need small meals of soft food often",
    "this fruit holds fiber and sugar but little fat",
    "shares of Apple rose after it sold more phones",
    "large snakes swallow a rat whole once a month",
    "Python raises an error when a list is empty",
    "close every gap so that rodents cannot come inside",
    "shake the mouse and check whether its battery died",
    "bring your passport to start saving with our branch",
    "the bank of the river floods every early spring",
    "this spotted cat hunts along rivers in tropical forests",
    "Jaguar recalled ten thousand cars because of faulty brakes",
    "large tuna collect a poisonous metal in their flesh",
    "Mercury is the planet that circles the sun fastest",
    "write small programs every day and read good code",
    "Java is an island with more than forty volcanoes",
    "keep the bird in the oven for four hours",
    "Turkey borders eight countries and two very large seas",
    "pink dolphins swim in the largest river of Brazil",
    "Amazon hired many drivers to bring parcels on Sundays",
    "charge the battery or ask a neighbor for help",
    "green leaves turn sunlight and air into sugar daily",
    "tickets to Rome cost less when booked in winter",
    "air scatters short waves of light more than long",
    "put salt on the stain and rinse with water",
    "dark quiet rooms and regular hours help most people",
    "three cups a day do not harm healthy adults",
    "Alexander Bell filed his famous patent in March 1876",
    "fever and aching muscles speak against a simple cold",
    "practice three easy chords before you try whole songs",
)
"""What can be found: nine words each."""

QUERIES = {
    "what should I feed a puppy": 0,
    "apple nutrition facts": 1,
    "what do pythons eat": 3,
    "get rid of a mouse at home": 5,
    "open a bank account": 7,
    "where does the jaguar live": 9,
    "is mercury in fish dangerous": 11,
    "how to learn Java": 13,
    "how long to roast a turkey": 15,
    "animals of the Amazon": 17,
    "my car will not start": 19,
    "how do plants make food": 20,
    "cheap flights to Italy": 21,
    "why is the sky blue": 22,
    "remove red wine from a shirt": 23,
    "how to fall asleep": 24,
    "is coffee bad for the heart": 25,
    "when was the telephone invented": 26,
    "do I have the flu": 27,
    "how to play the guitar": 28,
}
"""What is asked, and the number of the passage that answers it."""

LONG_PASSAGE = (
    "Our bakery opens at six and closes when the shelves are empty.",
    "The oldest oven in the house was built in 1921 and still burns beech.",
    "Flour comes from two mills on the other side of the river.",
    "Dough is mixed in the evening and rests through the night in a cool room.",
    "While it rests, yeast eats the sugar in the flour and gives off gas, and the bubbles lift it.",
    "At four the loaves are shaped by hand, cut with a blade, and baked on hot stone.",
    "Rye needs longer than wheat, and nobody here would hurry it.",
    "On Saturdays children may knead a roll of their own and take it home warm.",
)
"""Eight sentences about a bakery, of which one answers :data:`LONG_QUERY`."""

LONG_QUERY = "why does bread rise"
"""A question that one sentence of :data:`LONG_PASSAGE` answers."""
