/** The main job: from a question to a cited report. */
@NullMarked
package dev.quarry.cli.ask;

import org.jspecify.annotations.NullMarked;
