package stillroom.index;

import java.time.Instant;
import java.util.List;

/// A question and its answer, with its receipt, as a thread keeps them.
///
/// @param kind `passages` if they are the answer, `generated` if a model wrote one, `not-found` if
///   the documents do not say
/// @param model the model pack and precision that wrote it
/// @param settings the method and its settings; with the same model and passages they give the same
/// @param sentences of the answer; empty unless it was generated
/// @param citations by their numbers
/// @param sources the documents of which the model read passages; once one of them is removed, the
///   exchange is, too
public record Exchange(
        String question,
        String kind,
        String model,
        String settings,
        Instant made,
        List<Said> sentences,
        List<Citation> citations,
        List<DocumentId> sources) {

    public static final String PASSAGES = "passages";
    public static final String GENERATED = "generated";
    public static final String NOT_FOUND = "not-found";

    public Exchange {
        sentences = List.copyOf(sentences);
        citations = List.copyOf(citations);
        sources = List.copyOf(sources);
    }

    /// A sentence of an answer.
    ///
    /// @param citations numbers of the citations that carry it; none if no passage does
    public record Said(String text, List<Integer> citations) {

        public Said {
            citations = List.copyOf(citations);
        }

        /// Whether a passage carries it.
        public boolean isSupported() {
            return !citations.isEmpty();
        }
    }

    /// Where something stands.
    ///
    /// @param page counted from 1
    /// @param start where the quote begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param quote verbatim text of the page from `start` to `end`
    public record Citation(
            int number, DocumentId document, int page, int start, int end, String quote) {}

    /// A number of exchanges, each of which may refer to those before it.
    ///
    /// @param number for [LocalIndex#exchanges]
    /// @param title the first question
    public record QuestionThread(long number, String title, Instant begun) {}
}
