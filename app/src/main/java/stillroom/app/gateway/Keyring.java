package stillroom.app.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The keyring of the desktop, in which the key of an endpoint is kept: asked through `secret-tool`
/// of libsecret, which GNOME, KDE and others answer.
///
/// It is reached over the bus of the session, so whoever asks it has to be started before the
/// offline lock, which children inherit. Nothing but keys goes that way.
public final class Keyring {

    private static final String TOOL = "secret-tool";

    private final Process tool;

    private Keyring(Process tool) {
        this.tool = tool;
    }

    /// Starts to look for the key of an endpoint. The keyring may first ask the user to unlock it,
    /// so the answer may take its time.
    ///
    /// @return waits for the key; empty if there is none
    public static Supplier<String> key(Endpoint endpoint) {
        Process tool;
        try {
            tool = start("lookup", endpoint, List.of());
        } catch (IOException _) {
            return () -> ""; // there is no such tool, and so no keyring
        }
        return () -> {
            try (var out = tool.getInputStream()) {
                return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            } catch (IOException _) {
                return "";
            }
        };
    }

    /// Starts what waits for a key to keep.
    ///
    /// @throws IOException if there is no keyring on this system
    public static Keyring keep(Endpoint endpoint) throws IOException {
        return new Keyring(
                start("store", endpoint, List.of("--label=Stillroom: " + endpoint.address())));
    }

    /// Starts to delete the key of an endpoint.
    ///
    /// @throws IOException if there is no keyring on this system
    public static Keyring forget(Endpoint endpoint) throws IOException {
        return new Keyring(start("clear", endpoint, List.of()));
    }

    private static Process start(String act, Endpoint endpoint, List<String> options)
            throws IOException {
        var command = new ArrayList<String>(List.of(TOOL, act));
        command.addAll(options);
        command.addAll(List.of("application", "stillroom", "endpoint", endpoint.address()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /// Hands over what is to be kept, if anything, and waits for the end.
    ///
    /// @return whether the keyring did it
    public boolean finish(String key) throws IOException {
        try (OutputStream in = tool.getOutputStream()) {
            in.write(key.getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            tool.destroy();
            throw gone;
        }
        try {
            return tool.waitFor() == 0;
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }

    /// Gives it up; nothing is kept.
    public void drop() {
        tool.destroyForcibly();
    }
}
