package io.countersign.service.command;

import io.countersign.service.Countersign;
import picocli.CommandLine.IVersionProvider;

/** The version for {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"countersign " + Countersign.VERSION};
  }
}
