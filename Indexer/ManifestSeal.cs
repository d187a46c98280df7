using System.Security.Cryptography;
using System.Text;

namespace PassiveDns.Indexer;

/// <summary>The end of MANIFEST.json: its last field, the SHA-256 of all octets before the comma that leads to it. See FORMAT.md section 2.</summary>
internal static class ManifestSeal
{
    public const string Field = "checksum";

    private static readonly int Length = Of([]).Length;

    /// <summary>The end of a manifest that begins with these octets.</summary>
    public static byte[] Of(ReadOnlySpan<byte> octets) =>
        Encoding.ASCII.GetBytes($",\n  \"{Field}\": \"{Convert.ToHexStringLower(SHA256.HashData(octets))}\"\n}}\n");

    /// <summary>A manifest ends as it should.</summary>
    public static bool Fits(ReadOnlySpan<byte> manifest) =>
        manifest.Length >= Length && manifest[^Length..].SequenceEqual(Of(manifest[..^Length]));
}
