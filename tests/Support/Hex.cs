namespace PassiveDns.Tests.Support;

/// <summary>Octets written as hexadecimal digits with free spacing.</summary>
public static class Hex
{
    public static byte[] Octets(string text) => Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))));

    public static string Text(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(octets);
}
