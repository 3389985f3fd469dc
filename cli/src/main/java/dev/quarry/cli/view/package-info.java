/** What a person sees: live progress on standard error, the report on standard output. */
@NullMarked
package dev.quarry.cli.view;

import org.jspecify.annotations.NullMarked;
