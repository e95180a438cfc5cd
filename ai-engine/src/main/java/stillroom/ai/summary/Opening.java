package stillroom.ai.summary;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a sentence opens, and so whether it can be understood without the one before it.
///
/// Dangling references and stranded connectives are the commonest faults of extracted summaries
/// (Zhang, Wan and Bansal 2023: 15 % and 11 % of all). The word lists are English, German, French
/// and Spanish; sentences of other languages pass.
///
/// @param connective length of the connective that must go if the sentence before is missing; 0 if
///   there is none
/// @param dangling whether the sentence means nothing without the one before it
record Opening(int connective, boolean dangling) {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    /// Can go without loss when the sentence before is missing.
    private static final Pattern CONNECTIVE =
            Pattern.compile(
                    "(?:(?:however|moreover|furthermore|therefore|thus|hence|consequently|accordingly"
                            + "|nevertheless|nonetheless|additionally|besides|meanwhile|instead|also|finally"
                            + "|as a result|as a consequence|in addition|in contrast|by contrast|on the other"
                            + " hand|on the one hand|for this reason|in fact|indeed|still|yet|again|so|well"
                            + "|firstly|first|lastly|secondly|second|thirdly|third|next|at the same time|to"
                            + " this end|in other words|that is|of course|after all|in turn|too|as a rule"
                            + "|as (?:mentioned|noted|discussed|described|stated|shown|explained)"
                            + "(?: (?:above|earlier|before|previously))?|for (?:one|another) thing|above all"
                            + "|even so|that said|in short|similarly|likewise|specifically|in particular"
                            + "|cependant|toutefois|néanmoins|en outre|de plus|par conséquent|en effet"
                            + "|enfin|ainsi|donc|par ailleurs|d'autre part|en revanche|d'ailleurs"
                            + "|sin embargo|además|por lo tanto|por tanto|por consiguiente|asimismo"
                            + "|no obstante|finalmente|en cambio|por otra parte|por otro lado|así pues)"
                            + "\\s*,\\s*"
                            + "|(?:and|but|or|so|yet|thus|hence|therefore|also|moreover|mais|pero)\\s+"
                            + "|(?:aber|doch|und|denn|oder)\\s+(?=(?:der|die|das|ein|eine|wir|ich)\\s))",
                    FLAGS);

    /// Ties the sentence to the one before so that its meaning changes without it.
    private static final Pattern BOUND =
            Pattern.compile(
                    "(?:for (?:example|instance)|otherwise|if (?:so|not)\\b|in (?:this|that|such|either"
                            + "|both|these|those) (?:case|cases|event|way|respect|sense|situation)s?"
                            + "|then\\b|similarly|likewise|conversely|as such|the (?:former|latter|same)\\b"
                            + "|both of (?:them|these|those)|doing so|to do so|by doing|the (?:first|second"
                            + "|third|last|other|others)\\s*(?:is|was|are|were|one|ones|of (?:these|them))\\b"
                            + "|(?:some|many|most|much|all|each|none|one|two|three|several|few|any|either"
                            + "|neither) of (?:them|these|those|this|which|it)\\b"
                            + "|another (?:is|was|one|reason|example|way)\\b|(?:others|nor)\\b"
                            + "|(?:yes|no|right|ok|okay|yeah)\\b)",
                    FLAGS);

    /// "Because of this", "With these": what is meant stands before.
    private static final Pattern BOUND_BY_PREPOSITION =
            Pattern.compile(
                    "(?:because of|due to|despite|in spite of|given|with|from|after|before|by|for|on|at"
                            + "|to|in|under|through|unlike|like|based on|according to|as part of|as a result"
                            + " of|in addition to|instead of|thanks to|until|since|all)\\s+"
                            + "(?=(?:this|that|these|those|it|them|him|her|such)\\b)",
                    FLAGS);

    private static final Pattern PRONOUN =
            Pattern.compile(
                    "(?:he|she|they|it|his|her|hers|him|them|their|theirs|its|this|that|these|those"
                            + "|such|both|neither|one|ones|here|there(?=\\s*,))(?:['\u2019](?:s|re|ll|ve|d))?\\b"
                            + "(?!['\u2019])",
                    FLAGS);

    /// "It is clear that …", "there are …", "this report": no reference to a sentence before.
    private static final Pattern EMPTY_PRONOUN =
            Pattern.compile(
                    "it (?:is|was|has been|remains|seems|appears|would be|will be|may be|can be|should"
                            + " be|must be|became|becomes)\\s+(?:\\w+ly\\s+)?(?:also\\s+|not\\s+)?(?:clear"
                            + "|possible|impossible|important|necessary|likely|unlikely|known|unknown"
                            + "|difficult|hard|easy|essential|true|well known|worth|recommended|expected"
                            + "|estimated|believed|hoped|noted|agreed|assumed|argued|shown|found|proposed"
                            + "|suggested|required|reasonable|useful|crucial|critical|evident|obvious"
                            + "|common|illegal|the case|time to|at that|up to)\\b.*"
                            + "|it (?:takes|took|follows|turns out|seems that|appears that)\\b.*"
                            + "|this (?:is to|paper|report|article|study|document|agreement|contract"
                            + "|letter|work|chapter|section|book|thesis|memo|memorandum|policy|guide|manual"
                            + "|review|survey|e-?mail|note|notice|presentation|meeting|lease|will|deed"
                            + "|invoice|statement|year|week|month|morning|afternoon|evening|quarter|page"
                            + "|website|newsletter|edition|plan|proposal|standard|specification)\\b.*"
                            + "|these (?:terms|minutes|conditions|guidelines|rules|days)\\b.*"
                            + "|one (?:of the|of our|of my|must|can|should|may|\\w+ (?:of|in|who|that))\\b.*"
                            + "|both (?:the )?\\w+ and\\b.*"
                            + "|that (?:said|is why)\\b.*",
                    FLAGS | Pattern.DOTALL);

    /// Where the dangling words of a language would be ordinary words of another, the sentence must
    /// have two function words of the language.
    private record Other(Set<String> words, Pattern dangling, Pattern empty) {

        static final Other GERMAN =
                of(
                        Set.of(
                                "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "einen",
                                "den", "dem", "zu", "mit", "auf", "für", "von", "wird", "werden",
                                "sich", "auch", "im", "des", "hat", "sind", "wurde", "als"),
                        "(?:er|sie|es|dies|diese[rsmn]?|jene[rsmn]?|dessen|deren|ihr(?:e[rsmn]?)?|sein(?:e[rsmn]?)?"
                                + "|beide|letztere[rsn]?|erstere[rsn]?|solche[rsn]?|dabei|dafür|dadurch|dagegen"
                                + "|damit|danach|daran|darauf|daraus|darin|darüber|darum|davon|davor|dazu|daher"
                                + "|deshalb|deswegen|außerdem|jedoch|allerdings|zudem|ferner|folglich|somit|also"
                                + "|trotzdem|dennoch|hingegen|stattdessen|ebenso|so|hier|dort|zum beispiel)\\b",
                        "es (?:ist|sei|war|gibt|gab|wird|wurde|kann|muss|soll|gilt|handelt|bleibt)\\b.*"
                                + "|dies(?:e|er|es|em|en) (?:vertrag|vereinbarung|bericht|dokument|arbeit|artikel"
                                + "|studie|schreiben|brief|gesetz|buch|richtlinie|jahr|monat|woche)\\b.*"
                                + "|damit [^,]+ (?:kann|können)\\b.*");

        static final Other FRENCH =
                of(
                        Set.of(
                                "le", "la", "les", "des", "du", "une", "un", "est", "et", "dans",
                                "pour", "que", "qui", "sur", "pas", "par", "au", "aux", "sont",
                                "de"),
                        "c['\u2019]\\p{L}|(?:ils?|elles?|ce|cela|ceci|ça|cet|cette|ces|celui|celle|ceux|celles|leurs?"
                                + "|son|sa|ses|lui|tel(?:le)?s?|dans ce cas|par exemple|à cet effet|pour cela)"
                                + "(?=[\\s'\u2019,-])",
                        "il (?:est (?:possible|important|nécessaire|interdit|recommandé|clair)|y a|faut|existe"
                                + "|s['\u2019]agit)\\b.*"
                                + "|(?:ce|cet|cette) (?:contrat|rapport|document|article|étude|accord|lettre"
                                + "|loi|livre|convention|année|mois|semaine)\\b.*");

        static final Other SPANISH =
                of(
                        Set.of(
                                "el", "la", "los", "las", "una", "un", "que", "por", "con", "para",
                                "del", "se", "es", "en", "y", "de", "al", "son", "fue", "no"),
                        "(?:él|ellas?|ellos|est[eao]s?|es[eao]s?|aquel(?:la|los|las)?|sus?|dich[oa]s?|tal(?:es)?"
                                + "|ambos|ambas|en este caso|por ejemplo|por ello|por eso|así)(?=[\\s,])",
                        "est[ea] (?:contrato|informe|documento|artículo|estudio|acuerdo|carta|ley|libro|año|mes"
                                + "|semana|convenio|trabajo)\\b.*");

        static Other of(Set<String> words, String dangling, String empty) {
            return new Other(
                    words,
                    Pattern.compile(dangling, FLAGS),
                    Pattern.compile(empty, FLAGS | Pattern.DOTALL));
        }

        boolean dangles(String bare) {
            return dangling.matcher(bare).lookingAt()
                    && !empty.matcher(bare).matches()
                    && Words.of(bare).stream().filter(words::contains).count() >= 2;
        }
    }

    /// The name of a speaker in a transcript, quotation marks, brackets.
    private static final Pattern MARKS =
            Pattern.compile(
                    "^(?:\\p{Lu}[\\p{L}\\p{N} .'-]{0,30}:\\s+)?[\"'\u201c\u201e\u00ab\u2018(\\[\u2013\u2014-]*\\s*");

    /// Looks at a mended sentence.
    static Opening of(String sentence) {
        Matcher connective = CONNECTIVE.matcher(sentence);
        int length = connective.lookingAt() ? connective.end() : 0;
        String rest = sentence.substring(length);
        if (rest.isBlank()) {
            return new Opening(0, true);
        }
        String bare = MARKS.matcher(rest).replaceFirst("").toLowerCase(Locale.ROOT);
        Matcher preposition = BOUND_BY_PREPOSITION.matcher(bare);
        String referring = preposition.lookingAt() ? bare.substring(preposition.end()) : bare;
        boolean dangling =
                BOUND.matcher(bare).lookingAt()
                        || (PRONOUN.matcher(referring).lookingAt()
                                && !EMPTY_PRONOUN.matcher(referring).matches())
                        || Other.GERMAN.dangles(bare)
                        || Other.FRENCH.dangles(bare)
                        || Other.SPANISH.dangles(bare);
        return new Opening(length, dangling);
    }
}
