// Apache Santuario as a second judge of core signatures. Reads names of folders (unpacked containers) from its input, one a line, and
// answers each with a line "valid", "invalid" or "error: …". One process for all of them: starting Java costs more than judging.
// The key is that of the first certificate in KeyInfo; trust, times and levels are not asked for.
// The class path: xmlsec.jar, slf4j-api.jar, slf4j-nop.jar and commons-codec.jar of Debian.

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.Init;
import org.apache.xml.security.signature.XMLSignature;
import org.apache.xml.security.signature.XMLSignatureInput;
import org.apache.xml.security.utils.Constants;
import org.apache.xml.security.utils.resolver.ResourceResolverContext;
import org.apache.xml.security.utils.resolver.ResourceResolverSpi;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class Santuario {
  public static void main(String[] arguments) throws Exception {
    Init.init();
    BufferedReader folders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String folder = folders.readLine(); folder != null; folder = folders.readLine()) System.out.println(judge(Path.of(folder)));
  }

  static String judge(Path folder) {
    try {
      Document document = parse(folder.resolve("META-INF/signatures0.xml").toFile());
      NodeList found = document.getElementsByTagNameNS(Constants.SignatureSpecNS, "Signature");
      if (found.getLength() != 1) return "error: " + found.getLength() + " signatures";
      XMLSignature signature = new XMLSignature((Element) found.item(0), "", true);
      signature.addResourceResolver(new FilesBeside(folder));
      return signature.checkSignatureValue(signature.getKeyInfo().getX509Certificate()) ? "valid" : "invalid";
    } catch (Exception error) {
      return "error: " + String.valueOf(error.getMessage()).replace('\n', ' ');
    }
  }

  static Document parse(File file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document = factory.newDocumentBuilder().parse(file);
    NodeList elements = document.getElementsByTagNameNS("http://uri.etsi.org/01903/v1.3.2#", "SignedProperties");
    for (int i = 0; i < elements.getLength(); i++) ((Element) elements.item(i)).setIdAttribute("Id", true);
    return document;
  }

  /** The files of the container, by the relative references of its signature. */
  static class FilesBeside extends ResourceResolverSpi {
    final Path folder;

    FilesBeside(Path folder) {
      this.folder = folder;
    }

    @Override
    public boolean engineCanResolveURI(ResourceResolverContext context) {
      return !context.uriToResolve.isEmpty() && !context.uriToResolve.startsWith("#");
    }

    @Override
    public XMLSignatureInput engineResolveURI(ResourceResolverContext context) {
      try {
        String name = URLDecoder.decode(context.uriToResolve.replace("+", "%2B"), StandardCharsets.UTF_8);
        return new XMLSignatureInput(Files.readAllBytes(folder.resolve(name)));
      } catch (java.io.IOException error) {
        throw new java.io.UncheckedIOException(error);
      }
    }
  }
}
