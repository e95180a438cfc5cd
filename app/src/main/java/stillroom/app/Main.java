package stillroom.app;

/// Where the program begins.
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(arguments.length);
    }
}
