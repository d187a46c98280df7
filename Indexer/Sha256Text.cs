namespace PassiveDns.Indexer;

/// <summary>SHA-256 as the archive writes it: 64 lower-case hexadecimal digits.</summary>
internal static class Sha256Text
{
    public static bool IsValid(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
