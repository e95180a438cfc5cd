/// The desktop application: brings models and library together, as a window and as a command line.
@org.jspecify.annotations.NullMarked
module stillroom.app {
    requires static transitive org.jspecify;
    requires stillroom.ai;
    requires stillroom.index;

    provides java.net.spi.InetAddressResolverProvider with
            stillroom.app.lock.NoNames;
}
