package stillroom.index.query;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.ArrayUtil;

/// The words that a query asks for, and how words are compared: without case and accents, as stems
/// of the language of each text; inside quotes as they stand, one after the other.
@SuppressWarnings("exports") // what names Lucene is for the rest of this module
public final class Words {

    /// The field in which words are whole.
    public static final String EXACT = "exact";

    /// The field of the words of the title of the document and of the name of its file.
    private static final String TITLE = "title";

    /// The field of the words before and after the end of a passage, so that a phrase is found
    /// across it.
    private static final String EDGE = "edge";

    /// As many words lie in an edge on either side of the border.
    private static final int WORDS_OF_EDGE = 32;

    /// A longer edge is of a script without spaces.
    private static final int CHARS_OF_EDGE = 400;

    /// The field of the number of the page.
    public static final String PAGE = "page";

    /// How much a phrase at an edge counts: as one in a passage of the usual length. By BM25 (k1
    /// 1.2, b 0.75) it would count as one in a passage that has nothing else.
    private static final float OF_EDGE = 0.6f;

    /// What a longer query asks for beyond so many different words is not looked at.
    private static final int MOST_WORDS = 400;

    /// Who types more words names no document.
    private static final int MOST_NAMED = 16;

    /// Of so many words one may be a number that names a document.
    private static final int MOST_WITH_NUMBER = 4;

    /// Lucene refuses a query with more parts than 1,024.
    private static final int MOST_PARTS = 900;

    /// Of stems it is enough to know how often they are there: phrases are looked for word for
    /// word.
    private static final FieldType COUNTED = counted();

    /// Edges are all of about the same length, and most entries of a small part of the index have
    /// none: Lucene goes through the lengths of all of them for each word that it writes then.
    private static final FieldType UNMEASURED = unmeasured();

    /// What in a file name separates words and in a text does not.
    private static final NormalizeCharMap IN_NAMES = inNames();

    private static final Cut NOTHING = new Cut();

    private static final Analyzer PLAIN = new Cutting(words -> words);
    private static final Analyzer PLAIN_NAMES = new CuttingNames(PLAIN);
    private static final Analyzer FOLDING = new Cutting(ASCIIFoldingFilter::new);
    private static final Analyzer NAMES = new CuttingNames(FOLDING);
    private static final Map<Language, Analyzer> STEMMING = stemming(cutting -> cutting);
    private static final Map<Language, Analyzer> NAMING = stemming(CuttingNames::new);

    /// How much a word in its own form counts, beside its stem.
    public static final float LITERAL = 0.1f;

    private final List<Language> languages;
    private final Map<String, Integer> typed;
    private final Map<Language, Map<String, Integer>> stems;
    private final Map<Language, Map<String, Integer>> named;
    private final QueryText asked;
    private final Map<Language, Map<String, Double>> related;

    private Words(
            List<Language> languages,
            Map<String, Integer> typed,
            Map<Language, Map<String, Integer>> stems,
            Map<Language, Map<String, Integer>> named,
            QueryText asked,
            Map<Language, Map<String, Double>> related) {
        this.languages = languages;
        this.typed = typed;
        this.stems = stems;
        this.named = named;
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

    /// The words of a text in lower case. A text that is found both by its words and by their stems
    /// is cut once, which takes longer than what is done to its words afterwards.
    public static final class Cut {

        private char[] letters = new char[1024];
        private int[] ends = new int[256];
        private int count;

        private Cut() {}

        private Cut(Analyzer cutting, String text) {
            try (TokenStream words = cutting.tokenStream("", text)) {
                var word = words.addAttribute(CharTermAttribute.class);
                words.reset();
                while (words.incrementToken()) {
                    add(word.buffer(), word.length());
                }
                words.end();
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory", e);
            }
        }

        private void add(char[] word, int length) {
            int start = end(count);
            letters = ArrayUtil.grow(letters, start + length);
            System.arraycopy(word, 0, letters, start, length);
            ends = ArrayUtil.grow(ends, count + 1);
            ends[count] = start + length;
            count++;
        }

        private int end(int words) {
            return words == 0 ? 0 : ends[words - 1];
        }

        /// Adds the fields of the words as they stand and of their stems.
        private void addTo(
                List<IndexableField> fields, String field, String stems, Language language) {
            fields.add(new Field(stems, language.stems(new Again(this)), COUNTED));
            fields.add(
                    new Field(
                            field,
                            new ASCIIFoldingFilter(new Again(this)),
                            TextField.TYPE_NOT_STORED));
        }
    }

    private static final class Again extends TokenStream {

        private final Cut cut;
        private final CharTermAttribute word = addAttribute(CharTermAttribute.class);
        private int next;

        Again(Cut cut) {
            this.cut = cut;
        }

        @Override
        public void reset() {
            next = 0;
        }

        @Override
        public boolean incrementToken() {
            clearAttributes();
            if (next == cut.count) {
                return false;
            }
            int start = cut.end(next);
            next++;
            word.copyBuffer(cut.letters, start, cut.end(next) - start);
            return true;
        }
    }

    /// Cuts the same way, but also where a file name does: `lease_flat.2024.pdf`.
    private static final class CuttingNames extends AnalyzerWrapper {

        private final Analyzer words;

        CuttingNames(Analyzer words) {
            super(words.getReuseStrategy());
            this.words = words;
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return words;
        }

        @Override
        protected Reader wrapReader(String field, Reader reader) {
            return new MappingCharFilter(IN_NAMES, reader);
        }
    }

    private static FieldType counted() {
        var type = new FieldType(TextField.TYPE_NOT_STORED);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        type.freeze();
        return type;
    }

    private static FieldType unmeasured() {
        var type = new FieldType(TextField.TYPE_NOT_STORED);
        type.setOmitNorms(true);
        type.freeze();
        return type;
    }

    private static NormalizeCharMap inNames() {
        var map = new NormalizeCharMap.Builder();
        List.of("_", ".", "-", "+").forEach(separator -> map.add(separator, " "));
        return map.build();
    }

    private static Map<Language, Analyzer> stemming(UnaryOperator<Analyzer> of) {
        Map<Language, Analyzer> analyzers = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            analyzers.put(language, of.apply(new Cutting(language::stems)));
        }
        return Collections.unmodifiableMap(analyzers);
    }

    private static Analyzer naming(Language language) {
        return Objects.requireNonNull(NAMING.get(language));
    }

    private static Analyzer stemming(Language language) {
        return Objects.requireNonNull(STEMMING.get(language));
    }

    /// Returns the analyzer that all fields with words are written with.
    public static Analyzer analyzer() {
        var fields = new HashMap<String, Analyzer>();
        STEMMING.forEach((language, analyzer) -> {
            fields.put(language.field(), analyzer);
            fields.put(language.titles(), naming(language));
        });
        fields.put(TITLE, NAMES);
        return new PerFieldAnalyzerWrapper(FOLDING, fields);
    }

    /// Cuts what names a document: its title and its file.
    public static Cut names(String titles) {
        return new Cut(PLAIN_NAMES, titles);
    }

    /// Returns the fields of a passage to be found by its words.
    ///
    /// @param names of its document
    /// @param text with what stands above it
    /// @param edge see [#edge]
    /// @param others languages of passages that may come to lie in the same part of the index. The
    ///   entry has their fields as well, without a word: where only some of the entries have a
    ///   field, Lucene looks through the lengths of all of them for each word that it writes.
    public static List<IndexableField> fields(
            Cut names,
            int page,
            String text,
            String edge,
            Language language,
            Set<Language> others) {
        var fields = new ArrayList<IndexableField>();
        var nothing = new Again(NOTHING);
        for (Language other : others) {
            if (other != language) {
                fields.add(new Field(other.titles(), nothing, COUNTED));
                fields.add(new Field(other.field(), nothing, COUNTED));
            }
        }
        names.addTo(fields, TITLE, language.titles(), language);
        fields.add(new IntField(PAGE, page, Field.Store.YES));
        new Cut(PLAIN, text).addTo(fields, EXACT, language.field(), language);
        if (!edge.isEmpty()) {
            fields.add(new Field(EDGE, edge, UNMEASURED));
        }
        return fields;
    }

    /// Returns some words before and after a border between passages. A phrase may also cross two
    /// borders, where a passage is short.
    ///
    /// @param text of all passages
    public static String edge(String text, int border) {
        int start = border;
        for (int words = 0; start > 0 && border - start < CHARS_OF_EDGE; start--) {
            words += startsWord(text, start) ? 1 : 0;
            if (words == WORDS_OF_EDGE) {
                break;
            }
        }
        int end = border;
        for (int words = 0; end < Math.min(text.length(), border + CHARS_OF_EDGE); end++) {
            words += startsWord(text, end) ? 1 : 0;
            if (words > WORDS_OF_EDGE) {
                break;
            }
        }
        return text.substring(start, end);
    }

    private static boolean startsWord(String text, int position) {
        return Character.isLetterOrDigit(text.charAt(position))
                && (position == 0 || !Character.isLetterOrDigit(text.charAt(position - 1)));
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
        List<String> each = words(FOLDING, typed);
        Optional<Language> language = Language.mostOf(each, languages, 0);
        Predicate<String> saysNothing =
                word -> language.isPresent() && language.get().isFunctionWord(word);
        boolean keepsAll = each.stream().allMatch(saysNothing);
        Predicate<String> counts = word -> keepsAll || !saysNothing.test(word);
        int most = Math.min(MOST_WORDS, MOST_PARTS / (languages.size() + 1));
        var words = new LinkedHashMap<String, Integer>();
        each.stream()
                .filter(counts)
                .limit(most)
                .forEach(word -> words.merge(word, 1, Integer::sum));
        Map<Language, Map<String, Integer>> stems = new EnumMap<>(Language.class);
        Map<Language, Map<String, Integer>> named = new EnumMap<>(Language.class);
        List<String> names = words(NAMES, typed);
        // A number in a question is rarely the name of a file.
        Predicate<String> canName =
                word ->
                        counts.test(word)
                                && (words.size() <= MOST_WITH_NUMBER
                                        || word.chars().anyMatch(Character::isLetter));
        for (Language one : languages) {
            stems.put(one, counted(each, words(stemming(one), typed), counts, most));
            if (words.size() <= MOST_NAMED) {
                named.put(one, counted(names, words(naming(one), typed), canName, MOST_NAMED));
            }
        }
        return new Words(List.copyOf(languages), words, stems, named, asked, Map.of());
    }

    /// Counts the stems of the words that count.
    private static Map<String, Integer> counted(
            List<String> words, List<String> stems, Predicate<String> counts, int most) {
        var counted = new LinkedHashMap<String, Integer>();
        int left = most;
        for (int i = 0; i < words.size() && left > 0; i++) {
            if (counts.test(words.get(i))) {
                counted.merge(stems.get(i), 1, Integer::sum);
                left--;
            }
        }
        return counted;
    }

    /// A word of a text.
    ///
    /// @param start first char in the text
    /// @param end exclusive
    record Token(String word, int start, int end) {}

    /// Returns the words of a text that are looked for, in order.
    List<Token> in(String text, Language language) {
        Set<String> wanted = stems(language).keySet();
        return wanted.isEmpty()
                ? List.of()
                : tokens(stemming(language), text).stream()
                        .filter(token -> wanted.contains(token.word()))
                        .toList();
    }

    /// Returns how often each stem stands in a text.
    public static Map<String, Integer> stemsOf(String text, Language language) {
        Map<String, Integer> stems = new HashMap<>();
        tokens(stemming(language), text)
                .forEach(token -> stems.merge(token.word(), 1, Integer::sum));
        return stems;
    }

    private static List<String> words(Analyzer analyzer, String text) {
        return tokens(analyzer, text).stream().map(Token::word).toList();
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

    /// Returns into how many tokens a model cuts a word of the query, on average; at least one. A
    /// word that a model has often met is one token; those of a language that it was not made for
    /// fall into pieces. Words are counted as here, so that a script without spaces has as many as
    /// signs.
    ///
    /// @param tokens counts those of a text
    public double tokensOfWord(ToIntFunction<String> tokens) {
        String typed = asked.plain();
        List<String> each =
                tokens(FOLDING, typed).stream()
                        .limit(MOST_WORDS)
                        .map(word -> typed.substring(word.start(), word.end()))
                        .toList();
        int counted = tokens.applyAsInt(String.join(" ", each));
        return Math.max(1, counted / (double) Math.max(1, each.size()));
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

    /// The words that are looked for as they stand, without case and accents.
    public Set<String> whole() {
        return Collections.unmodifiableSet(typed.keySet());
    }

    /// Returns what a word is looked for as in texts of each language.
    public Map<Language, String> stemsOf(String word) {
        Map<Language, String> stems = new EnumMap<>(Language.class);
        for (Language language : languages) {
            words(stemming(language), word).forEach(stem -> stems.put(language, stem));
        }
        return stems;
    }

    /// Puts words in the place of others in what was typed.
    ///
    /// @param replacements by what they replace, without case and accents
    public static String replaced(String typed, Map<String, String> replacements) {
        var replaced = new StringBuilder();
        int position = 0;
        for (Token token : tokens(FOLDING, typed)) {
            String other = replacements.get(token.word());
            if (other != null) {
                replaced.append(typed, position, token.start());
                replaced.append(
                        Character.isUpperCase(typed.charAt(token.start()))
                                ? other.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + other.substring(1)
                                : other);
                position = token.end();
            }
        }
        return replaced.append(typed, position, typed.length()).toString();
    }

    /// Returns how a word is written in a text, in lower case.
    ///
    /// @param word without case and accents
    public static Optional<String> written(String word, String text) {
        return tokens(FOLDING, text).stream()
                .filter(token -> token.word().equals(word))
                .map(token -> text.substring(token.start(), token.end()).toLowerCase(Locale.ROOT))
                .findFirst();
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
        return new Words(languages, typed, stems, named, asked, weights);
    }

    /// Returns what to ask Lucene: any of the words, and all that is demanded. A word counts a
    /// little more in the form in which it was typed, so that of two passages with equal stems the
    /// literal one comes first.
    public org.apache.lucene.search.Query ranking() {
        var all = new BooleanQuery.Builder();
        demand(all);
        add(all);
        typed.forEach((word, times) -> all.add(term(EXACT, word, LITERAL * times), Occur.SHOULD));
        return all.build();
    }

    private void add(BooleanQuery.Builder all) {
        for (Language language : languages) {
            Map<String, Double> weights = new LinkedHashMap<>();
            stems(language).forEach((stem, times) -> weights.put(stem, (double) times));
            related.getOrDefault(language, Map.of())
                    .forEach((stem, weight) -> weights.merge(stem, weight, Double::sum));
            weights.forEach(
                    (stem, weight) -> all.add(term(language.field(), stem, weight), Occur.SHOULD));
            Map<String, Integer> names = named.getOrDefault(language, Map.of());
            var wholly = new BooleanQuery.Builder();
            names.forEach(
                    (stem, times) -> wholly.add(term(language.titles(), stem, times), Occur.MUST));
            // Only a name that has all the words: to count each word of a title costs CISI 0.004.
            if (!names.isEmpty()) {
                all.add(wholly.build(), Occur.SHOULD);
            }
        }
    }

    private static BoostQuery term(String field, String word, double weight) {
        return new BoostQuery(new TermQuery(new Term(field, word)), (float) weight);
    }

    private void demand(BooleanQuery.Builder all) {
        asked.phrases().forEach(phrase -> all.add(inText(phrase, 0), Occur.MUST));
        asked.titles()
                .forEach(title -> all.add(phrase(TITLE, words(NAMES, title), 0), Occur.FILTER));
        for (List<String> choice : asked.choices()) {
            all.add(any(choice), Occur.FILTER);
        }
        for (QueryText.Near near : asked.near()) {
            String pair = near.one() + " " + near.other();
            String turned = near.other() + " " + near.one();
            all.add(
                    new BooleanQuery.Builder()
                            .add(inText(pair, near.most()), Occur.SHOULD)
                            .add(inText(turned, near.most()), Occur.SHOULD)
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
        texts.forEach(text -> any.add(inText(text, 0), Occur.SHOULD));
        return any.build();
    }

    /// Finds words one after the other within a passage or across the border to the next one. Of a
    /// phrase that is too long for an edge, the part that the border would cut has to be there.
    private static org.apache.lucene.search.Query inText(String text, int slop) {
        List<String> words = words(FOLDING, text);
        if (words.size() < 2) {
            return phrase(EXACT, words, 0);
        }
        var anywhere = new BooleanQuery.Builder().add(phrase(EXACT, words, slop), Occur.SHOULD);
        int step = WORDS_OF_EDGE / 2;
        for (int first = 0; first == 0 || first + step < words.size(); first += step) {
            int last = Math.min(words.size(), first + WORDS_OF_EDGE);
            PhraseQuery atEdge = phrase(EDGE, words.subList(first, last), slop);
            anywhere.add(new BoostQuery(atEdge, OF_EDGE), Occur.SHOULD);
        }
        return anywhere.build();
    }

    private static PhraseQuery phrase(String field, List<String> words, int slop) {
        return new PhraseQuery(slop, field, words.toArray(String[]::new));
    }
}
