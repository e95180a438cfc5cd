package stillroom.app;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Keeps the files that are chosen in a dialog of the system out of the desktop's list of recent
/// files, into which GTK would write their paths.
///
/// GTK cannot be told to leave it: switched off, it empties the list of the user. But GLib asks
/// once where the data of the user lies, and where it lies GTK keeps its list. So GLib is asked
/// early, while the environment names a folder of ours.
@SuppressWarnings("restricted") // native calls are the point; the launcher allows them
final class RecentFiles {

    private static final String GLIB = "libglib-2.0.so.0";
    private static final String VARIABLE = "XDG_DATA_HOME";

    private RecentFiles() {}

    /// To be called before GTK starts. Does nothing where there is no GTK.
    ///
    /// @param folder emptied by others; need not be there yet
    static void keepIn(Path folder) {
        try (var arena = Arena.ofConfined()) {
            var glib = SymbolLookup.libraryLookup(GLIB, Arena.global());
            var linker = Linker.nativeLinker();
            var ask =
                    linker.downcallHandle(
                            glib.findOrThrow("g_get_user_data_dir"),
                            FunctionDescriptor.of(ValueLayout.ADDRESS));
            var set =
                    linker.downcallHandle(
                            glib.findOrThrow("g_setenv"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT));
            var unset =
                    linker.downcallHandle(
                            glib.findOrThrow("g_unsetenv"),
                            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS));
            var name = arena.allocateFrom(VARIABLE);
            @Nullable String before = System.getenv(VARIABLE);
            invoke(set, name, arena.allocateFrom(folder.toString()), 1);
            invoke(ask);
            // Fonts and what this program starts go by it too.
            if (before == null) {
                invoke(unset, name);
            } else {
                invoke(set, name, arena.allocateFrom(before), 1);
            }
        } catch (IllegalArgumentException _) {
            // no GTK, and so no list
        }
    }

    private static void invoke(MethodHandle function, Object... arguments) {
        try {
            function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing", impossible);
        }
    }
}
