package stillroom.broken.app.ui;

import java.sql.Connection;
import javafx.scene.Node;

/// A view model that knows a node and a database.
public record BrokenViewModel(Node node, Connection connection) {}
