//! Words beside the names of people and beside what is called after them: deeds, kinds of things, goods, places, records.

use crate::set::WordSet;

/// Right before a name: what bears it is no person.
#[rustfmt::skip]
pub static KINDS: WordSet = WordSet::new(&[
    "hurricane", "storm", "typhoon", "cyclone", "tornado", "eggs", "beef", "peach", "pear", "chicken", "oysters", "steak",
    "lobster", "crepes", "uss", "hms", "planet", "comet", "fort", "lake", "mount",
]);
/// Right after a name or what is somebody's: found, proved, founded or won under it.
#[rustfmt::skip]
pub static EPONYMS: WordSet = WordSet::new(&[
    "disease", "syndrome", "palsy", "law", "laws", "theorem", "principle", "paradox", "equation", "constant", "razor", "conjecture",
    "inequality", "hypothesis", "lemma",
]);
/// Right after a name, but not after what is somebody's: "Mary's test".
#[rustfmt::skip]
pub static NAMED: WordSet = WordSet::new(&[
    "act", "effect", "scale", "transform", "distribution", "algorithm", "maneuver", "telescope", "trophy", "cup", "prize", "award",
    "awards", "medal", "foundation", "terrier", "spaniel", "exhibition", "vaccine", "radar", "doctrine", "amendment",
]);
/// What shops sell under somebody's name: "Meyer's soap".
#[rustfmt::skip]
pub static GOODS: WordSet = WordSet::new(&[
    "soap", "chips", "sauce", "bar", "bars", "coffee", "tea", "jeans", "shoes", "boots", "sneakers", "cream", "shampoo", "lotion",
    "chocolate", "chocolates", "candy", "cheese", "bread", "pizza", "cookies", "cereal", "jam", "honey", "mustard", "ketchup",
    "salsa", "beer", "ale", "whiskey", "wine", "vodka", "gin", "rum", "cider", "soda", "juice", "milk", "yogurt", "popcorn",
    "crackers", "nuts", "snacks", "seeds", "bed", "mattress", "chair", "sofa", "lamp", "knife", "knives", "razor", "candle",
    "candles", "perfume", "cologne", "detergent", "cleaner", "refill", "toothpaste", "deodorant", "redhot", "sausage", "sausages",
    "bacon", "ham", "turkey", "soup", "pasta", "rice", "beans", "oats", "dressing", "pickles", "lunchbox", "backpack", "multipack",
    "bamboo", "fan", "desk", "washer", "dryer", "smoker", "grill", "cookware", "pan", "pans", "towels", "plants", "tumbler", "heater",
]);
/// Right after a first word in capitals that only looks like a name: "Roger that".
pub static SAYINGS: WordSet = WordSet::new(&["that", "vs"]);
/// Machines that answer to a name; people are announced.
pub static MACHINES: WordSet = WordSet::new(&["alexa", "siri", "cortana", "bixby"]);

/// Surnames that are kinds of places.
#[rustfmt::skip]
pub static PLACES: WordSet = WordSet::new(&[
    "park", "hall", "hill", "hills", "house", "lake", "beach", "field", "fields", "bridge", "tower", "towers", "forest", "grove",
    "lane", "mill", "mills", "wells", "island", "heights", "garden", "gardens", "church", "bay", "point",
]);
/// Words that lead to a place or a thing and not to a person.
#[rustfmt::skip]
pub static THERE: WordSet = WordSet::new(&[
    "near", "behind", "around", "at", "in", "the", "via", "through", "visit", "visited", "opposite", "beside", "outside", "inside",
    "past", "towards", "a", "our",
]);

/// What is kept under somebody's name.
#[rustfmt::skip]
pub static RECORDS: WordSet = WordSet::new(&[
    "booking", "reservation", "ticket", "file", "complaint", "invoice", "payment", "appointment", "policy", "contract", "refund",
    "delivery", "case", "request", "parcel", "package", "profile", "claim", "transfer", "call", "message", "chat", "issue",
    "application", "review", "visit", "shipment", "subscription", "record", "party", "family", "estate", "interview", "wedding",
]);

/// What people do, in the word after their name.
#[rustfmt::skip]
pub static DEEDS: WordSet = WordSet::new(&[
    "said", "says", "told", "asked", "shouted", "lives", "lived", "works", "worked", "wrote", "writes", "thinks", "thought",
    "spoke", "began", "spent", "listed", "explained", "points", "pointed", "recommends", "recommended", "wants", "wanted",
    "likes", "loves", "hates", "gave", "called", "promised", "sent", "paid", "ordered", "born", "signed", "replied", "joined",
    "resigned", "grew", "employs", "sang", "plays", "had", "stars", "directed",
]);
/// Words before the name of a person, and before that of a place or thing.
#[rustfmt::skip]
pub static TOWARDS: WordSet = WordSet::new(&[
    "with", "by", "told", "add", "said", "says", "tell", "ask", "asked", "pay", "paid", "early", "than", "and", "of", "for",
    "heard", "met", "saw", "know", "player", "explains", "though", "that", "meet", "call", "player",
]);
pub static THITHER: WordSet =
    WordSet::new(&["in", "at", "near", "to", "from", "visit", "the", "a", "an", "around", "via", "through", "on", "try", "into"]);

/// Words that follow an address and are no town.
#[rustfmt::skip]
pub static AFTER: WordSet = WordSet::new(&[
    "instead", "please", "by", "before", "today", "tomorrow", "and", "is", "the", "it", "their", "phone", "thanks", "with", "or",
    "for", "if", "so", "they", "which", "that", "has", "in", "on", "at", "to", "my", "i", "call", "you", "can", "your", "office",
    "fax", "mobile", "desk", "tel", "email", "attn",
]);
/// Words before an address that no other cue knows.
pub static BEFORE: WordSet = WordSet::new(&[
    "at", "to", "from", "is", "near", "address", "in", "on", "into", "it's", "lives", "off", "residing", "outside", "instead",
    "was", "are", "street",
]);
/// Words of a message about what is brought to a house, fetched from it or lived in.
#[rustfmt::skip]
pub static HOUSEHOLD: WordSet = WordSet::new(&[
    "deliver", "delivered", "delivery", "parcel", "package", "courier", "driver", "rider", "postman", "taxi", "cab", "uber", "pickup",
    "collect", "collection", "engineer", "technician", "plumber", "electrician", "fitter", "surveyor", "moved", "moving", "live", "lives", "living", "lived",
    "address", "house", "home", "flat", "landlord", "tenant", "tenancy", "neighbour", "neighbor", "neighbours", "door", "doorstep", "porch", "property",
    "meter", "boiler", "broadband", "postcode", "redirect", "reroute", "visit", "resident", "household", "send", "sent", "ship", "shipped", "post", "posted", "bring",
]);

/// What people did or do, in words that do not end like it.
#[rustfmt::skip]
pub static VERBS: WordSet = WordSet::new(&[
    "came", "went", "took", "left", "got", "made", "did", "saw", "ate", "ran", "told", "knew", "felt", "found", "lost", "bought",
    "brought", "taught", "met", "kept", "held", "put", "set", "let", "sat", "stood", "won", "wore", "drove", "broke", "spoke",
    "chose", "rode", "swore", "threw", "understood", "came", "become", "began", "sold", "built", "said", "also", "just", "still",
    "already", "never", "always", "only", "now", "here", "there", "please", "speaking", "online", "sr", "jr", "next", "again", "about",
    "earlier", "yesterday", "today", "tomorrow", "calling",
]);

/// What a person has rather than a shop.
#[rustfmt::skip]
pub static OWNED: WordSet = WordSet::new(&[
    "address", "phone", "mobile", "email", "birthday", "wife", "husband", "mother", "father", "passport", "surname",
]);
