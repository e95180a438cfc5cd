package stillroom.index.query;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;

/// A language whose words can be brought to their stems.
///
/// A text is taken to be in the language that has most of its function words ("the", "und", "que"):
/// every sentence is full of them, they hardly overlap, and the lists come with Lucene, so that
/// this needs no model, no memory and no time to load. A text with next to none of any, such as a
/// table or a text in another language, is in [#OTHER], where words count as they stand.
@SuppressWarnings("ImmutableEnumChecker") // a filter is made anew each time
public enum Language {
    ENGLISH("english", stream -> new PorterStemFilter(new ASCIIFoldingFilter(stream))),
    GERMAN("german", GermanLightStemFilter::new),
    FRENCH("french", stream -> new FrenchLightStemFilter(withoutArticles(stream))),
    SPANISH("spanish", SpanishLightStemFilter::new),
    ITALIAN("italian", stream -> new ItalianLightStemFilter(withoutArticles(stream))),
    PORTUGUESE("portuguese", PortugueseLightStemFilter::new),
    DUTCH("dutch", stream -> new SnowballFilter(stream, "Dutch")),
    RUSSIAN("russian", RussianLightStemFilter::new),
    OTHER("", stream -> new PorterStemFilter(new ASCIIFoldingFilter(stream)));

    /// So much of a text tells its language.
    private static final int CHARS_LOOKED_AT = 20_000;

    /// A text with fewer function words is no text of that language. Prose has about 0.4.
    private static final double LEAST_SHARE = 0.1;

    private final UnaryOperator<TokenStream> stemming;
    private final String list;

    Language(String list, UnaryOperator<TokenStream> stemming) {
        this.stemming = stemming;
        this.list = list;
    }

    /// Takes the accents off.
    static String folded(String word) {
        var folded = new char[4 * word.length()];
        int length =
                ASCIIFoldingFilter.foldToASCII(word.toCharArray(), 0, folded, 0, word.length());
        return new String(folded, 0, length);
    }

    private static TokenStream withoutArticles(TokenStream stream) {
        return new ElisionFilter(
                stream, CharArraySet.unmodifiableSet(FrenchAnalyzer.DEFAULT_ARTICLES));
    }

    /// The field of the index in which the words of this language are stems.
    String field() {
        return "stems." + name().toLowerCase(Locale.ROOT);
    }

    /// The field of stems of what names a document of this language.
    String titles() {
        return "titles." + name().toLowerCase(Locale.ROOT);
    }

    /// Brings words in lower case to their stems, without accents.
    TokenStream stems(TokenStream words) {
        return new ASCIIFoldingFilter(stemming.apply(words));
    }

    /// Says whether a word in lower case, with its accents or without, says nothing alone.
    boolean isFunctionWord(String word) {
        return FunctionWords.of(word).contains(this);
    }

    /// Returns the language of a text.
    public static Language of(String text) {
        String looked = text.substring(0, Math.min(text.length(), CHARS_LOOKED_AT));
        List<String> words = words(looked.toLowerCase(Locale.ROOT));
        return mostOf(words, List.of(values()), LEAST_SHARE).orElse(OTHER);
    }

    /// Cuts at all that is no letter. Each document comes through here when it is added, and a
    /// regular expression would take several times as long.
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        int start = 0;
        int position = 0;
        while (position < text.length()) {
            int letter = text.codePointAt(position);
            int next = position + Character.charCount(letter);
            if (!isOfWord(letter)) {
                if (position > start) {
                    words.add(text.substring(start, position));
                }
                start = next;
            }
            position = next;
        }
        if (position > start) {
            words.add(text.substring(start, position));
        }
        return words;
    }

    private static boolean isOfWord(int letter) {
        if (letter < 128) {
            return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        }
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    true;
            default -> Character.isLetter(letter);
        };
    }

    /// Returns the one of `languages` that has most of `words` as function words, if it has more
    /// than `share` of them; between equals the first.
    static Optional<Language> mostOf(
            Collection<String> words, Collection<Language> languages, double share) {
        Map<Language, Integer> counts = new EnumMap<>(Language.class);
        for (String word : words) {
            for (Language each : FunctionWords.of(word)) {
                counts.merge(each, 1, Integer::sum);
            }
        }
        Optional<Language> best = Optional.empty();
        double most = share * words.size();
        for (Language each : languages) {
            int count = counts.getOrDefault(each, 0);
            if (count > most) {
                most = count;
                best = Optional.of(each);
            }
        }
        return best;
    }

    /// Read when they are first asked for.
    private static final class FunctionWords {

        private static final Map<String, Set<Language>> OF = all();

        /// The languages of which a word is a function word.
        static Set<Language> of(String word) {
            return OF.getOrDefault(word, Set.of());
        }

        private static Map<String, Set<Language>> all() {
            Map<String, Set<Language>> all = new HashMap<>();
            for (Language language : values()) {
                if (!language.list.isEmpty()) {
                    for (String word : read(language.list + "_stop.txt")) {
                        all.computeIfAbsent(word, first -> EnumSet.noneOf(Language.class))
                                .add(language);
                    }
                }
            }
            return Collections.unmodifiableMap(all);
        }

        /// Reads one of the lists that come with Lucene; each word also as it is without accents.
        private static Set<String> read(String list) {
            try (var stream = SnowballFilter.class.getResourceAsStream(list)) {
                if (stream == null) {
                    throw new IOException("Lucene lacks " + list);
                }
                try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                    var read = new HashSet<String>();
                    for (Object word : WordlistLoader.getSnowballWordSet(reader)) {
                        for (String part : words(String.valueOf((char[]) word))) {
                            read.add(part);
                            read.add(folded(part));
                        }
                    }
                    return read;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
