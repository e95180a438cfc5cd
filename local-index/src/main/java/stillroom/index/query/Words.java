package stillroom.index.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;

/// The words that a query asks for, and how words are compared: without case and accents, as stems
/// of the language of each text; inside quotes as they stand, one after the other.
@SuppressWarnings("exports") // what names Lucene is for the rest of this module
public final class Words {

    /// The field in which words are whole.
    public static final String EXACT = "exact";

    /// The field of the words of the title of the document.
    private static final String TITLE = "title";

    /// The field of the number of the page.
    public static final String PAGE = "page";

    /// What a longer query asks for beyond so many different words is not looked at.
    private static final int MOST_WORDS = 400;

    /// Lucene refuses a query with more parts than 1,024.
    private static final int MOST_PARTS = 900;

    private static final Analyzer FOLDING = new Cutting(ASCIIFoldingFilter::new);
    private static final Map<Language, Analyzer> STEMMING = stemming();

    /// How much a word in its own form counts, beside its stem.
    public static final float LITERAL = 0.1f;

    private final List<Language> languages;
    private final Map<String, Integer> typed;
    private final Map<Language, Map<String, Integer>> stems;
    private final QueryText asked;
    private final Map<Language, Map<String, Double>> related;

    private Words(
            List<Language> languages,
            Map<String, Integer> typed,
            Map<Language, Map<String, Integer>> stems,
            QueryText asked,
            Map<Language, Map<String, Double>> related) {
        this.languages = languages;
        this.typed = typed;
        this.stems = stems;
        this.asked = asked;
        this.related = related;
    }

    /// Cuts into words, without case and the English possessive.
    private static final class Cutting extends Analyzer {

        private final UnaryOperator<TokenStream> last;

        Cutting(UnaryOperator<TokenStream> last) {
            this.last = last;
        }

        @Override
        protected TokenStreamComponents createComponents(String field) {
            var source = new StandardTokenizer();
            TokenStream words = new LowerCaseFilter(new EnglishPossessiveFilter(source));
            return new TokenStreamComponents(source, last.apply(words));
        }
    }

    private static Map<Language, Analyzer> stemming() {
        Map<Language, Analyzer> analyzers = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            analyzers.put(language, new Cutting(language::stems));
        }
        return Collections.unmodifiableMap(analyzers);
    }

    private static Analyzer stemming(Language language) {
        return Objects.requireNonNull(STEMMING.get(language));
    }

    /// Returns the analyzer that all fields with words are written with.
    public static Analyzer analyzer() {
        var fields = new HashMap<String, Analyzer>();
        STEMMING.forEach((language, analyzer) -> fields.put(language.field(), analyzer));
        return new PerFieldAnalyzerWrapper(FOLDING, fields);
    }

    /// Returns the fields of a text to be found by its words.
    public static List<IndexableField> fields(
            String title, int page, String text, Language language) {
        return List.of(
                new TextField(TITLE, title, Field.Store.NO),
                new IntField(PAGE, page, Field.Store.YES),
                new TextField(language.field(), text, Field.Store.NO),
                new TextField(EXACT, text, Field.Store.NO));
    }

    /// The field in which the words of a language are stems.
    public static String field(Language language) {
        return language.field();
    }

    /// Looks for what was asked.
    ///
    /// @param languages of what is searched, the most frequent first
    public static Words of(QueryText asked, List<Language> languages) {
        String typed = asked.plain();
        List<Token> whole = tokens(FOLDING, typed);
        List<String> each = whole.stream().map(Token::word).toList();
        Optional<Language> language = Language.mostOf(each, languages, 0);
        Predicate<String> saysNothing =
                word -> language.isPresent() && language.get().isFunctionWord(word);
        boolean keepsAll = each.stream().allMatch(saysNothing);
        int most = Math.min(MOST_WORDS, MOST_PARTS / (languages.size() + 1));
        var words = new LinkedHashMap<String, Integer>();
        Map<Language, Map<String, Integer>> stems = new EnumMap<>(Language.class);
        Map<Language, List<Token>> stemmed = new EnumMap<>(Language.class);
        for (Language one : languages) {
            stems.put(one, new LinkedHashMap<>());
            stemmed.put(one, tokens(stemming(one), typed));
        }
        for (int i = 0; i < each.size() && words.size() < most; i++) {
            if (!keepsAll && saysNothing.test(each.get(i))) {
                continue;
            }
            words.merge(each.get(i), 1, Integer::sum);
            for (Language one : languages) {
                String stem = Objects.requireNonNull(stemmed.get(one)).get(i).word();
                Objects.requireNonNull(stems.get(one)).merge(stem, 1, Integer::sum);
            }
        }
        return new Words(List.copyOf(languages), words, stems, asked, Map.of());
    }

    /// A word of a text.
    ///
    /// @param start first char in the text
    /// @param end exclusive
    record Token(String word, int start, int end) {}

    /// Returns the words of `text` that are looked for, in order.
    List<Token> in(String text) {
        List<Token> found = List.of();
        for (Language language : languages) {
            Set<String> wanted = stems(language).keySet();
            List<Token> those =
                    tokens(stemming(language), text).stream()
                            .filter(token -> wanted.contains(token.word()))
                            .toList();
            found = those.size() > found.size() ? those : found;
        }
        return found;
    }

    /// Returns how often each stem stands in a text.
    public static Map<String, Integer> stemsOf(String text, Language language) {
        Map<String, Integer> stems = new HashMap<>();
        tokens(stemming(language), text)
                .forEach(token -> stems.merge(token.word(), 1, Integer::sum));
        return stems;
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
        return typed.isEmpty() && !asked.isDemanding();
    }

    /// What was asked.
    public QueryText asked() {
        return asked;
    }

    /// The stems that are looked for in texts of a language, and how often each was typed.
    public Map<String, Integer> stems(Language language) {
        return Collections.unmodifiableMap(stems.getOrDefault(language, Map.of()));
    }

    /// Returns these words and others that also count a little.
    ///
    /// @param others stems and their shares, which add up to one in each language
    /// @param share how much all others count of the whole, less than one
    public Words with(Map<Language, Map<String, Double>> others, double share) {
        double count = typed.values().stream().mapToInt(Integer::intValue).sum();
        Map<Language, Map<String, Double>> weights = new EnumMap<>(Language.class);
        others.forEach((language, all) -> {
            Map<String, Double> its = new HashMap<>();
            all.forEach((stem, part) -> its.put(stem, part * count * share / (1 - share)));
            weights.put(language, its);
        });
        return new Words(languages, typed, stems, asked, weights);
    }

    /// Returns what to ask Lucene: any of the words, and all that is demanded. A word counts a
    /// little more in the form in which it was typed, so that of two passages with equal stems the
    /// literal one comes first.
    public org.apache.lucene.search.Query toLucene() {
        var all = new BooleanQuery.Builder();
        demand(all);
        for (Language language : languages) {
            Map<String, Double> weights = new LinkedHashMap<>();
            stems(language).forEach((stem, times) -> weights.put(stem, (double) times));
            related.getOrDefault(language, Map.of())
                    .forEach((stem, weight) -> weights.merge(stem, weight, Double::sum));
            weights.forEach(
                    (stem, weight) -> all.add(term(language.field(), stem, weight), Occur.SHOULD));
        }
        typed.forEach((word, times) -> all.add(term(EXACT, word, LITERAL * times), Occur.SHOULD));
        return all.build();
    }

    private static BoostQuery term(String field, String word, double weight) {
        return new BoostQuery(new TermQuery(new Term(field, word)), (float) weight);
    }

    private void demand(BooleanQuery.Builder all) {
        asked.phrases().forEach(phrase -> all.add(phrase(EXACT, phrase, 0), Occur.MUST));
        asked.titles().forEach(title -> all.add(phrase(TITLE, title, 0), Occur.FILTER));
        for (List<String> choice : asked.choices()) {
            all.add(any(choice), Occur.FILTER);
        }
        for (QueryText.Near near : asked.near()) {
            String pair = near.one() + " " + near.other();
            String turned = near.other() + " " + near.one();
            all.add(
                    new BooleanQuery.Builder()
                            .add(phrase(EXACT, pair, near.most()), Occur.SHOULD)
                            .add(phrase(EXACT, turned, near.most()), Occur.SHOULD)
                            .build(),
                    Occur.FILTER);
        }
        for (String wildcard : asked.wildcards()) {
            all.add(new WildcardQuery(new Term(EXACT, Language.folded(wildcard))), Occur.FILTER);
        }
        QueryText.Pages pages = asked.pages();
        if (pages != null) {
            all.add(IntField.newRangeQuery(PAGE, pages.first(), pages.last()), Occur.FILTER);
        }
    }

    /// Returns what finds the passages of documents that are not wanted; empty if there is nothing
    /// that is not wanted.
    public Optional<org.apache.lucene.search.Query> unwanted() {
        return asked.without().isEmpty() ? Optional.empty() : Optional.of(any(asked.without()));
    }

    private static BooleanQuery any(List<String> texts) {
        var any = new BooleanQuery.Builder();
        texts.forEach(text -> any.add(phrase(EXACT, text, 0), Occur.SHOULD));
        return any.build();
    }

    private static PhraseQuery phrase(String field, String text, int slop) {
        String[] words = tokens(FOLDING, text).stream().map(Token::word).toArray(String[]::new);
        return new PhraseQuery(slop, field, words);
    }
}
