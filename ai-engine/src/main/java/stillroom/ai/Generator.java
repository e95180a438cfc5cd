package stillroom.ai;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Writes what is likely to follow: answers and summaries. The same model writes the same after the
/// same turns. Safe for any thread; one text is written after another.
public interface Generator {

    /// Name and version of the model pack.
    String pack();

    /// What the model runs as, such as `int8`.
    String precision();

    /// Most tokens of what it reads and writes together; of what it reads, if it reads a whole text
    /// before it writes another.
    int maxTokens();

    /// Most tokens that it can read if it is to write so many.
    int room(int toWrite);

    /// Whether it does what it is told. One that does not summarizes what it is given, and can do
    /// nothing else: it wants the text alone.
    boolean isInstructed();

    /// Counts the tokens of a text, without those that only the template of a conversation adds.
    int countTokens(String text);

    /// Writes the next turn of a conversation.
    ///
    /// @param turns the last one is of the user; what looks like a special token of the model in
    ///   them is text like any other
    /// @param most tokens to write
    /// @param piece told each piece of the text as it is written
    /// @param stop asked before each token; once it says yes, the text is given up
    /// @throws CancellationException if `stop` said yes
    /// @throws AiException if the turns are longer than the model takes, or the model fails
    Written write(List<Turn> turns, int most, Consumer<String> piece, BooleanSupplier stop);

    /// Who speaks.
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    /// What somebody says in a conversation.
    record Turn(Role role, String text) {}

    /// What was written.
    ///
    /// @param whole whether the model came to its end, instead of being cut off
    /// @param read tokens of the conversation
    /// @param known how many of those were in memory from before
    /// @param tokens how many were written
    /// @param firstMs until the first was
    /// @param tookMs until the last was
    record Written(
            String text,
            boolean whole,
            int read,
            int known,
            int tokens,
            double firstMs,
            double tookMs) {

        /// Tokens written in a second, once the conversation was read.
        public double perSecond() {
            return tokens < 2 ? 0 : (tokens - 1) * 1e3 / Math.max(1e-3, tookMs - firstMs);
        }
    }
}
