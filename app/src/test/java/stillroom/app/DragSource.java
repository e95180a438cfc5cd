package stillroom.app;

import java.io.File;
import java.util.List;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.Region;
import javafx.stage.Stage;
import javafx.stage.StageStyle;

/// A program from which files can be dragged, as from a file manager. Says on standard output when
/// its window is there, and how a drag ended. Arguments: where its window is to be, and the files.
public final class DragSource extends Application {

    static final int SIDE = 120;

    public static void main(String[] arguments) {
        Application.launch(DragSource.class, arguments);
    }

    @Override
    public void start(Stage stage) {
        var arguments = getParameters().getRaw();
        List<File> files = arguments.stream().skip(2).map(File::new).toList();
        var handle = new Region();
        handle.setStyle("-fx-background-color: orange;");
        handle.setOnDragDetected(event -> {
            var content = new ClipboardContent();
            content.putFiles(files);
            handle.startDragAndDrop(TransferMode.COPY).setContent(content);
            event.consume();
        });
        handle.setOnDragDone(event -> System.out.println("done " + event.getTransferMode()));
        stage.initStyle(StageStyle.UNDECORATED);
        stage.setTitle("Source");
        stage.setScene(new Scene(handle, SIDE, SIDE));
        stage.setX(Integer.parseInt(arguments.get(0)));
        stage.setY(Integer.parseInt(arguments.get(1)));
        stage.show();
        Platform.runLater(() -> System.out.println("ready"));
    }
}
