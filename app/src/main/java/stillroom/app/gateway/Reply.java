package stillroom.app.gateway;

import org.jspecify.annotations.Nullable;

/// How a request to the endpoint ended.
public sealed interface Reply {

    /// The answer is complete.
    ///
    /// @param text all of it
    /// @param model the model that the server says made it; null if it does not say
    /// @param attempts how often the payload was sent
    record Answered(String text, @Nullable String model, int attempts) implements Reply {}

    /// There is no answer, or only a part of one, which counts for nothing.
    ///
    /// @param detail what was seen, such as a status; nothing that the server wrote
    record Failed(Trouble trouble, String detail, int attempts) implements Reply {}

    /// What can go wrong.
    enum Trouble {
        /// Nobody answers there.
        NOT_REACHED,
        /// The server cannot prove that it is the one that was asked for.
        NOT_TRUSTED,
        /// The key is wrong.
        KEY_REFUSED,
        /// Too many requests.
        BUSY,
        /// The server failed.
        SERVER_FAILED,
        /// The server does not take the request.
        REFUSED,
        /// The server points elsewhere, and nobody went there.
        REDIRECTED,
        /// It took too long.
        SLOW,
        /// The answer broke off.
        CUT_OFF,
        /// The answer is not of the protocol.
        MALFORMED,
        /// The answer is longer than any that was asked for.
        TOO_LONG,
        /// The user stopped it.
        STOPPED,
        /// The process of the gateway is gone.
        GATEWAY_LOST
    }
}
