package stillroom.app.ui.common;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the window asks of what is around it: the system's dialogs and programs, and how the window
/// itself is to look. For the FX thread.
public interface Surroundings {

    /// Asks the user for files; empty if he chose none.
    List<Path> chooseFiles();

    /// Asks the user for a folder.
    Optional<Path> chooseFolder();

    /// Asks the user where a new file shall be written.
    ///
    /// @param name what it is called if he does not say otherwise
    Optional<Path> chooseNewFile(String name);

    /// Opens a file in the program that the system has for it.
    void open(Path file);

    Look look();

    /// Shows the window with another look at once, and keeps that.
    void use(Look look);
}
