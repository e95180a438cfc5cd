/// A small copy of the program's packages in which every rule of the architecture is broken once,
/// so that each rule is seen to fail.
package stillroom.broken;
