package stillroom.ai.torch;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// A model in memory that writes what follows a text. For one thread at a time.
interface Writer extends AutoCloseable {

    /// Reads a text.
    ///
    /// @param text at least one token, and no more than there is room for
    /// @param toWrite most tokens that will be written after it
    /// @return how many of its tokens were in memory from before
    /// @throws CancellationException if `stop` said yes
    int read(long[] text, int toWrite, BooleanSupplier stop);

    /// Goes on by one token.
    ///
    /// @param written gets what has become certain, which may be no token, or several
    /// @return whether there is more to come; false if the model came to its end
    boolean goOn(List<Long> written);

    /// Says that the text is long enough.
    ///
    /// @param written gets what was not certain until now
    void end(List<Long> written);

    @Override
    void close();

    /// Gives up if somebody wants it.
    static void requireGoesOn(BooleanSupplier stop) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped while a text was written");
        }
    }
}
