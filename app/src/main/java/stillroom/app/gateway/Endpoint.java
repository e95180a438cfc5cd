package stillroom.app.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one server that may be asked, by the protocol of OpenAI's chat completions.
///
/// @param address whole address, such as `https://api.example/v1/chat/completions`
/// @param model what the server calls the model
/// @param proxy `host:port` to go through; null to go straight, whatever the system says
public record Endpoint(String address, String model, @Nullable String proxy) {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /// @throws IllegalArgumentException if nothing may be sent there; the message is one sentence
    public Endpoint {
        var uri = parsed(address);
        var isSecure = "https".equals(uri.getScheme());
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException(
                    "\"%s\" is not the address of a server.".formatted(address));
        }
        if (!isSecure && !("http".equals(uri.getScheme()) && isThisMachine(uri))) {
            throw new IllegalArgumentException(
                    "Use https: %s would be sent in the clear.".formatted(address));
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException("Name the model that the server is to use.");
        }
        if (proxy != null && !proxy.matches("[^:/\\s]+:\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "Write the proxy as host:port instead of \"%s\".".formatted(proxy));
        }
    }

    private static URI parsed(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException(
                    "\"%s\" is not the address of a server.".formatted(address));
        }
    }

    URI uri() {
        return URI.create(address);
    }

    /// The port of TCP that has to be reached in order to ask.
    int port() {
        if (proxy != null) {
            return Integer.parseInt(proxy.substring(proxy.lastIndexOf(':') + 1));
        }
        int port = uri().getPort();
        if (port >= 0) {
            return port;
        }
        return "https".equals(uri().getScheme()) ? 443 : 80;
    }

    /// Whether the server runs on this computer, so that nothing leaves it.
    public boolean isLocal() {
        return proxy == null && isThisMachine(uri());
    }

    private static boolean isThisMachine(URI uri) {
        return uri.getHost() != null && THIS_MACHINE.contains(uri.getHost());
    }
}
