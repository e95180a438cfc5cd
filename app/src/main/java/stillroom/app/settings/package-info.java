/// What a person has chosen, or the system tells, about how the program runs.
package stillroom.app.settings;
