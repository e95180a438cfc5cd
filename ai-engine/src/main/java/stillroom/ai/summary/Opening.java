package stillroom.ai.summary;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a sentence opens, and so whether it can be understood without the one before it.
///
/// Dangling references and stranded connectives are the commonest faults of extracted summaries
/// (Zhang, Wan and Bansal 2023: 15 % and 11 % of all). The word lists are English; sentences of
/// other languages pass.
///
/// @param connective length of the connective that must go if the sentence before is missing; 0 if
///   there is none
/// @param dangling whether the sentence means nothing without the one before it
record Opening(int connective, boolean dangling) {

    /// Can go without loss when the sentence before is missing.
    private static final Pattern CONNECTIVE =
            Pattern.compile(
                    "(?:(?:however|moreover|furthermore|therefore|thus|hence|consequently|accordingly"
                            + "|nevertheless|nonetheless|additionally|besides|meanwhile|instead|also|finally"
                            + "|as a result|as a consequence|in addition|in contrast|by contrast|on the other"
                            + " hand|on the one hand|for this reason|in fact|indeed|still|yet|again|so|well"
                            + "|lastly|secondly|second|thirdly|third|next|at the same time|to this end"
                            + "|in other words|that is|of course|after all|in turn|too)\\s*,\\s*"
                            + "|(?:and|but|or|so|yet|thus|hence|therefore|also|moreover)\\s+)",
                    Pattern.CASE_INSENSITIVE);

    /// Ties the sentence to the one before so that its meaning changes without it.
    private static final Pattern BOUND =
            Pattern.compile(
                    "(?:for (?:example|instance)|otherwise|if (?:so|not)\\b|in (?:this|that|such|either"
                            + "|both|these|those) (?:case|cases|event|way|respect|sense|situation)s?"
                            + "|then\\b|similarly|likewise|conversely|as such|the (?:former|latter|same)\\b"
                            + "|both of (?:them|these|those)|doing so|to do so|by doing|the (?:first|second"
                            + "|third|last|other|others)\\s*(?:is|was|are|were|one|ones|of (?:these|them))\\b"
                            + "|(?:yes|no|right|ok|okay|yeah)\\b)",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern PRONOUN =
            Pattern.compile(
                    "(?:he|she|they|it|his|her|hers|him|them|their|theirs|its|this|that|these|those"
                            + "|such|both|neither|one|ones|here|there(?=\\s*,))(?:'s|'re|'ll|'ve|'d)?\\b"
                            + "(?!')",
                    Pattern.CASE_INSENSITIVE);

    /// "It is clear that …", "there are …": no reference at all.
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
                            + "|invoice|statement|year|week|month|morning|afternoon|evening|quarter)\\b.*"
                            + "|these (?:terms|minutes|conditions|guidelines|rules)\\b.*"
                            + "|one (?:of|must|can|should|may|\\w+ (?:of|in|who|that))\\b.*"
                            + "|both (?:the )?\\w+ and\\b.*"
                            + "|that (?:said|is why)\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /// The name of a speaker in a transcript, quotation marks, brackets.
    private static final Pattern MARKS =
            Pattern.compile(
                    "^(?:\\p{Lu}[\\p{L}\\p{N} .'-]{0,30}:\\s+)?[\"'\u201c\u2018(\\[\u2013\u2014-]*\\s*");

    /// Looks at a mended sentence.
    static Opening of(String sentence) {
        Matcher connective = CONNECTIVE.matcher(sentence);
        int length = connective.lookingAt() ? connective.end() : 0;
        String rest = sentence.substring(length);
        if (rest.isBlank()) {
            return new Opening(0, true);
        }
        String bare = MARKS.matcher(rest).replaceFirst("").toLowerCase(Locale.ROOT);
        boolean dangling =
                BOUND.matcher(bare).lookingAt()
                        || (PRONOUN.matcher(bare).lookingAt()
                                && !EMPTY_PRONOUN.matcher(bare).matches());
        return new Opening(length, dangling);
    }
}
