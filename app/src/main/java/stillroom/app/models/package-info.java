/// What becomes of the models: which one the library has, what is imported and removed, what each
/// is measured to do on this machine. The command line and the window ask the same [Models].
package stillroom.app.models;
