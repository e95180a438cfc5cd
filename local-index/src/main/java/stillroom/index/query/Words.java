package stillroom.index.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TermQuery;

/// The words that a query asks for, and how words are compared: without case and accents, as stems
/// of English; inside quotes as they stand, one after the other.
///
/// Anything that a person may type is a query; what makes no sense as a phrase is plain words.
@SuppressWarnings("exports") // what names Lucene is for the rest of this module
public final class Words {

    /// The field in which words are stems.
    public static final String STEMS = "stems";

    /// The field in which words are whole.
    public static final String EXACT = "exact";

    /// What a longer query asks for beyond so many different words is not looked at.
    private static final int MOST_WORDS = 400;

    /// A longer text was pasted, not typed, and its quotes are not meant as a demand.
    private static final int MOST_WORDS_WITH_PHRASES = 32;

    private static final Analyzer STEMMING = new Folding(PorterStemFilter::new);
    private static final Analyzer FOLDING = new Folding(stream -> stream);

    /// Words that say nothing alone.
    private static final CharArraySet STOP_WORDS = EnglishAnalyzer.getDefaultStopSet();

    /// How much a word in its own form counts, beside its stem.
    private static final float LITERAL = 0.1f;

    private final Map<String, Integer> stems;
    private final Map<String, Integer> typed;
    private final List<List<String>> phrases;

    private Words(
            Map<String, Integer> stems, Map<String, Integer> typed, List<List<String>> phrases) {
        this.stems = stems;
        this.typed = typed;
        this.phrases = phrases;
    }

    /// Cuts into words, without case, accents and the English possessive.
    private static final class Folding extends Analyzer {

        private final java.util.function.UnaryOperator<TokenStream> last;

        Folding(java.util.function.UnaryOperator<TokenStream> last) {
            this.last = last;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            var source = new StandardTokenizer();
            TokenStream words = new EnglishPossessiveFilter(source);
            words = new ASCIIFoldingFilter(new LowerCaseFilter(words));
            return new TokenStreamComponents(source, last.apply(words));
        }
    }

    /// Returns the analyzer that the fields [#STEMS] and [#EXACT] are written with.
    public static Analyzer analyzer() {
        return new PerFieldAnalyzerWrapper(STEMMING, Map.of(EXACT, FOLDING));
    }

    /// Reads what a person typed. Never fails.
    public static Words of(String typed) {
        var phrases = new ArrayList<List<String>>();
        if (tokens(FOLDING, typed).size() <= MOST_WORDS_WITH_PHRASES) {
            String text = typed.replaceAll("[\u201c\u201d\u201e\u00ab\u00bb]", "\"");
            int open = text.indexOf('"');
            int close = text.indexOf('"', open + 1);
            while (open >= 0 && close >= 0) {
                List<String> phrase =
                        tokens(FOLDING, text.substring(open + 1, close)).stream()
                                .map(Token::word)
                                .toList();
                if (!phrase.isEmpty()) {
                    phrases.add(phrase);
                }
                open = text.indexOf('"', close + 1);
                close = text.indexOf('"', open + 1);
            }
        }
        List<Token> whole = tokens(FOLDING, typed);
        List<Token> stemmed = tokens(STEMMING, typed);
        boolean saysNothing = whole.stream().allMatch(token -> STOP_WORDS.contains(token.word()));
        var stems = new LinkedHashMap<String, Integer>();
        var words = new LinkedHashMap<String, Integer>();
        for (int i = 0; i < whole.size() && words.size() < MOST_WORDS; i++) {
            if (saysNothing || !STOP_WORDS.contains(whole.get(i).word())) {
                stems.merge(stemmed.get(i).word(), 1, Integer::sum);
                words.merge(whole.get(i).word(), 1, Integer::sum);
            }
        }
        return new Words(stems, words, phrases);
    }

    /// A word of a text.
    ///
    /// @param start first char in the text
    /// @param end exclusive
    record Token(String word, int start, int end) {}

    /// Returns the stems of `text` in order.
    static List<Token> stemsOf(String text) {
        return tokens(STEMMING, text);
    }

    private static List<Token> tokens(Analyzer analyzer, String text) {
        var tokens = new ArrayList<Token>();
        try (TokenStream stream = analyzer.tokenStream("", text)) {
            var word = stream.addAttribute(CharTermAttribute.class);
            var offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(new Token(word.toString(), offset.startOffset(), offset.endOffset()));
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return tokens;
    }

    /// Says whether there is nothing to look for.
    public boolean isEmpty() {
        return stems.isEmpty();
    }

    /// Says whether a passage must have certain words to be a hit at all.
    public boolean hasPhrases() {
        return !phrases.isEmpty();
    }

    /// The stems that are looked for.
    Set<String> stems() {
        return stems.keySet();
    }

    /// Returns what to ask Lucene: any of the words, and each phrase. A word counts a little more
    /// in the form in which it was typed, so that of two passages with equal stems the literal one
    /// comes first.
    public org.apache.lucene.search.Query toLucene() {
        var all = new BooleanQuery.Builder();
        for (List<String> phrase : phrases) {
            all.add(new PhraseQuery(EXACT, phrase.toArray(String[]::new)), Occur.MUST);
        }
        stems.forEach((stem, times) -> all.add(term(STEMS, stem, times), Occur.SHOULD));
        typed.forEach((word, times) -> all.add(term(EXACT, word, LITERAL * times), Occur.SHOULD));
        return all.build();
    }

    private static BoostQuery term(String field, String word, float weight) {
        return new BoostQuery(new TermQuery(new Term(field, word)), weight);
    }
}
