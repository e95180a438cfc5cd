package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Where GTK itself writes its list when a file was chosen in its dialog, in a process of its own
/// each time. Without a screen the list that it writes is empty, which is enough to see where.
@EnabledOnOs(OS.LINUX)
class RecentFilesTest {

    private static final String LIST = "recently-used.xbel";

    @TempDir Path folder;

    @Test
    void theListOfTheDesktopStaysAsItWas() throws Exception {
        var home = Files.createDirectories(folder.resolve("home/.local/share"));
        Files.writeString(home.resolve(LIST), "what the user had");
        var ours = folder.resolve("library/temporary");
        choose(ours.toString());
        assertThat(home.resolve(LIST)).hasContent("what the user had");
        assertThat(ours.resolve(LIST)).content().contains("<xbel");
    }

    @Test
    void withoutUsGtkWritesIntoIt() throws Exception {
        choose();
        assertThat(folder.resolve("home/.local/share").resolve(LIST)).content().contains("<xbel");
    }

    private void choose(String... ours) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Chooses.class.getName()));
        command.addAll(List.of(ours));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().remove("XDG_DATA_HOME");
        assertThat(builder.start().waitFor()).isZero();
    }

    /// Does what the dialog of GTK does when a file was chosen.
    @SuppressWarnings("restricted")
    static final class Chooses {

        private static final Duration PATIENCE = Duration.ofSeconds(30);

        public static void main(String[] arguments) throws Throwable {
            var data = Path.of(System.getenv("HOME"), ".local", "share");
            if (arguments.length > 0) {
                data = Path.of(arguments[0]);
                RecentFiles.keepIn(data);
            }
            var linker = Linker.nativeLinker();
            var gtk = SymbolLookup.libraryLookup("libgtk-3.so.0", Arena.global());
            var glib = SymbolLookup.libraryLookup("libglib-2.0.so.0", Arena.global());
            var manager =
                    (MemorySegment)
                            linker.downcallHandle(
                                            gtk.findOrThrow("gtk_recent_manager_get_default"),
                                            FunctionDescriptor.of(ValueLayout.ADDRESS))
                                    .invokeExact();
            var _ =
                    (int)
                            linker.downcallHandle(
                                            gtk.findOrThrow("gtk_recent_manager_add_item"),
                                            FunctionDescriptor.of(
                                                    ValueLayout.JAVA_INT,
                                                    ValueLayout.ADDRESS,
                                                    ValueLayout.ADDRESS))
                                    .invokeExact(
                                            manager,
                                            Arena.global().allocateFrom("file:///chosen-file"));
            var turn =
                    linker.downcallHandle(
                            glib.findOrThrow("g_main_context_iteration"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT));
            var deadline = Instant.now().plus(PATIENCE);
            while (!holdsIt(data.resolve(LIST)) && Instant.now().isBefore(deadline)) {
                var _ = (int) turn.invokeExact(MemorySegment.NULL, 0);
                Thread.onSpinWait();
            }
        }

        private static boolean holdsIt(Path list) throws IOException {
            return Files.exists(list) && Files.readString(list).contains("<xbel");
        }
    }
}
