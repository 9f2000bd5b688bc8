"""What the made-up force is made of: names, streets, sentences. No person or place is meant."""

from __future__ import annotations


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MEN = _listed(
    """
    Aaron Adam Adrian Alan Alasdair Andrzej Anthony Ashley Barry Ben Bogdan Brendan Callum Carl
    Ciarán Colin Connor Craig Dale Damian Daniel Darren David Dean Declan Derek Dylan Eamonn
    Edward Ethan Farid Gareth Gary Gavin George Glen Graham Grzegorz Hamza Harry Hassan Ian
    Ibrahim Jack Jake Jamie Jason Jerome Joel Jordan Joseph Karl Kenneth Kevin Kieran Kyle Lee
    Leon Lewis Liam Luke Malcolm Marcus Mariusz Mark Martin Mateusz Matthew Michael Mohammed
    Nathan Neil Niall Nigel Oliver Osian Owen Patrick Paul Pádraig Peter Philip Piotr Rashid
    Reece Rhys Richard Robert Rory Ryan Samuel Scott Sean Shane Simon Stefan Stephen Steven
    Stuart Terence Thomas Tomasz Trevor Tyrone Vincent Wayne William Zachary
    """
)

WOMEN = _listed(
    """
    Abigail Agnieszka Aisha Alexandra Alice Alison Amanda Amy Andrea Angela Anna Aoife Ashley
    Beata Bethany Bronagh Caitlin Carly Caroline Catherine Charlotte Chelsea Chloe Christine
    Claire Danielle Dawn Deborah Donna Eilidh Elaine Eleanor Elizabeth Emily Emma Erin Ewa
    Fatima Fiona Gemma Georgia Grace Hannah Hayley Heather Helen Holly Iwona Jacqueline Jade
    Jasmine Jennifer Jessica Joanne Jodie Julie Karen Katarzyna Kathleen Kayleigh Kelly Kerry
    Kirsty Laura Leanne Linda Lisa Louise Lucy Lynn Magdalena Mairead Małgorzata Maria Mary
    Megan Melissa Michelle Molly Monika Nadia Naomi Natalie Niamh Nicola Olivia Paige Parveen
    Pauline Rachel Rebecca Rhian Róisín Rosemary Sadia Samantha Sandra Sarah Shannon Sharon
    Sinéad Siobhan Sophie Stacey Stephanie Susan Tanya Teresa Tracey Vanessa Victoria Yasmin
    Zainab Zoe
    """
)

SURNAMES = _listed(
    """
    Abbott Achebe Adeyemi Ahmed Ainsley Akhtar Aldous Allardyce Amberley Anstey Appleyard
    Arkwright Ashdown Attwell Baines Bannister Barraclough Begley Bhatti Birkett Blakeway
    Blenkinsop Boateng Bracewell Brannigan Braithwaite Bristow Broadbent Brzeziński Burgoyne
    Butterfield Cadwallader Calloway Cartmell Cassidy Chadwick Chaudhry Clutterbuck Coghlan
    Connaughton Corrigan Crabtree Culshaw Cunliffe Dąbrowska Dalziel Danquah Darlington Deakin
    Delaney Devlin Dinsdale Donoghue Dossett Drinkwater Duckworth Dunmore Earnshaw Eastwick
    Eccleston Elphick Entwistle Fairclough Falconer Fanshawe Farouk Fazakerley Fenwick Finnegan
    Fothergill Gallimore Garside Gawron Gilchrist Gladwin Goodacre Gorringe Greenhalgh Grimshaw
    Hardcastle Hargreaves Hebblethwaite Heslop Hibbert Higginbottom Holroyd Hussain Iqbal Inskip
    Jagger Janowski Jessop Kaczmarek Kavanagh Kershaw Khatun Kowalczyk Lapworth Lathbury
    Leadbetter Lightowler Loughlin Lumley MacAllister MacDonald MacIntyre Makinson Mallinson
    Marchbank Mbeki McCafferty McDonald McElhinney McIntyre Mellor Metcalfe Molloy Moorhouse
    Mulvaney Murgatroyd Nazir Nettleton Nowak Nuttall Oakeshott O'Brien O'Donnell Ogunleye
    Okafor Oldroyd Ormerod Osborne Oyelaran Pargeter Parmar Pennington Petrov Pickles Pilkington
    Postlethwaite Prendergast Quigley Quinlan Rafferty Rahman Ramsbottom Ravenscroft Redfearn
    Rigby Rimmer Rostron Rowbotham Sadowski Satterthwaite Scargill Schofield Shakespear Sharples
    Shufflebottom Siddall Sidebottom Skelton Smethurst Snodgrass Stubbins Sutcliffe Szymański
    Tattersall Thistlewood Threlfall Tideswell Tolliver Tunnicliffe Twelvetrees Uddin Underhill
    Vardy Wadsworth Wainwright Walmsley Warburton Weatherby Whitworth Wilberforce Winstanley
    Wojciechowski Wolstenholme Woodhead Wrigglesworth Yardley Yeomans Zielińska
    """
)

# One name as two clerks spell it.
SPELLINGS = {
    "Siobhan": "Shivaun",
    "Aoife": "Eefa",
    "Niamh": "Neve",
    "Ciarán": "Kieron",
    "Kieran": "Ciaran",
    "Sean": "Shaun",
    "Stephen": "Steven",
    "Steven": "Stephen",
    "Catherine": "Kathryn",
    "Mohammed": "Muhammad",
    "Piotr": "Peter",
    "Rebecca": "Rebekah",
    "Małgorzata": "Malgorzata",
    "McDonald": "MacDonald",
    "MacDonald": "McDonald",
    "McIntyre": "MacIntyre",
    "MacIntyre": "McIntyre",
    "O'Brien": "OBrien",
    "O'Donnell": "O Donnell",
    "Szymański": "Szymanski",
    "Braithwaite": "Brathwaite",
    "Sutcliffe": "Sutcliff",
}

STREET_STARTS = _listed(
    """
    Alderbeck Ashmoor Birkfield Blackthorn Bramwell Briarstone Coppergate Cranleigh Dovefield
    Elmstead Fernhollow Foxcombe Gorsewood Greyfriar Hartsmere Hawkstone Hazelbank Heronbrook
    Ironbridge Juniper Kestrelwood Kingsmead Larkfield Lindenhurst Longmoor Maplecroft
    Meadowvale Millstone Netherwood Oakenshaw Orchardlea Pinebrook Quarrybank Ravenfield
    Redthorn Rookwood Saddlestone Sandpiper Silverbirch Stonecroft Swallowfield Tanneryside
    Thornmere Underbank Viaduct Waterlow Weaverdale Westhollow Willowmere Yarrowby
    """
)

STREET_ENDS = _listed(
    """
    Avenue Close Crescent Drive Gardens Grove Lane Place Road Street Terrace
    """
)

TOWNS = _listed(
    """
    Marlbrook Eastenholme Calderwick Thornaby-on-Wyre Stonebeck Ferrybridge-St-Anne
    """
)

SHORT_FORMS = {
    "Avenue": "Ave",
    "Close": "Cl",
    "Crescent": "Cres",
    "Drive": "Dr",
    "Gardens": "Gdns",
    "Lane": "Ln",
    "Road": "Rd",
    "Street": "St",
    "Terrace": "Ter",
}

TEAMS = (
    "Domestic Abuse Team North",
    "Domestic Abuse Team South",
    "Response Team A",
    "Response Team B",
    "Neighbourhood Team Calderwick",
    "Public Protection Investigation Unit",
)

# How the person was met, what was done, what followed. Every text has at least 20 characters.
SETTINGS = (
    "Suspect attended the victim's address uninvited.",
    "An argument began at home over money.",
    "Both had been drinking at the home address.",
    "Suspect approached the victim in the street on the way from work.",
    "Suspect sent a large number of messages during the night.",
    "Suspect went through the victim's phone and accused them of lying.",
    "The victim was collecting belongings when the suspect returned.",
    "Suspect came to the handover of the children and refused to leave.",
)

ACTS = {
    "assault": "Suspect pushed and struck the victim to the face and arms.",
    "serious": "Suspect attacked the victim causing serious injury. Taken to hospital.",
    "strangulation": "Suspect put both hands round the victim's neck and squeezed. Marks seen.",
    "control": "Suspect keeps the victim's bank card, checks the phone and forbids visitors.",
    "threats": "Suspect made threats to kill if the victim left or spoke to police.",
    "stalking": "Suspect has waited outside work and followed the victim's car on several days.",
    "sexual": "Victim disclosed a sexual offence to the officer. Specialist officer called.",
    "damage": "Suspect kicked in the door panel and smashed the television.",
    "breach": "Suspect made contact although an order in force forbids it.",
    "words": "A verbal argument. No offence disclosed. Parties separated for the night.",
}

FOLLOW_UPS = (
    "Neighbour called 999. Body worn video available.",
    "Victim declined to give a statement.",
    "Suspect had left before police arrived.",
    "Children were upstairs asleep.",
    "Safety planning done, referral offered.",
    "Photographs taken. House to house negative.",
)
