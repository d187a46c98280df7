using System.Security.Cryptography;

namespace PassiveDns.Formats.State;

/// <summary>Keeps a saved state from everybody who does not have the source that it is about.</summary>
/// <remarks>
/// A state holds what packets on their way hold, addresses of clients among it, and these must not outlive the capture anywhere. So it is enciphered (AES-256, CBC, PKCS #7) with a
/// key that is made of the source's first octets and a random salt (HKDF, RFC 5869): who can read the state could read the source as well.
/// <code>
/// sealed = salt check cipher-text     ; 16, 16 and any number of octets
/// </code>
/// </remarks>
public static class StateSeal
{
    /// <summary>Octets at the start of a source that the key is made of, or all where there are fewer.</summary>
    public const int SourceStartLength = 1 << 16;

    private const int SaltLength = 16, KeyLength = 32, VectorLength = 16, CheckLength = 16;

    /// <summary>Begins a sealed state.</summary>
    /// <param name="file">Where it goes; stays open.</param>
    /// <param name="sourceStart">The source's first <see cref="SourceStartLength"/> octets.</param>
    /// <returns>To write the state to. The seal is whole when it is disposed.</returns>
    public static Stream Create(Stream file, ReadOnlySpan<byte> sourceStart)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        using var cipher = Cipher(sourceStart, salt, out var check);
        file.Write(salt);
        file.Write(check);
        return new CryptoStream(file, cipher.CreateEncryptor(), CryptoStreamMode.Write, leaveOpen: true);
    }

    /// <summary>Opens a sealed state. What is read from it may end in a <see cref="CryptographicException"/> where it is damaged.</summary>
    /// <param name="file">At its start; stays open.</param>
    /// <exception cref="UnusableStateException">It belongs to another source, or is none.</exception>
    public static Stream Open(Stream file, ReadOnlySpan<byte> sourceStart)
    {
        Span<byte> head = stackalloc byte[SaltLength + CheckLength];
        StateReader.Check(file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length, "it is cut short");
        using var cipher = Cipher(sourceStart, head[..SaltLength], out var check);
        StateReader.Check(head[SaltLength..].SequenceEqual(check), "the source does not begin as it did, or it is damaged");
        return new CryptoStream(file, cipher.CreateDecryptor(), CryptoStreamMode.Read, leaveOpen: true);
    }

    private static Aes Cipher(ReadOnlySpan<byte> sourceStart, ReadOnlySpan<byte> salt, out byte[] check)
    {
        Span<byte> derived = stackalloc byte[KeyLength + VectorLength + CheckLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sourceStart, derived, salt, "pdns checkpoint"u8);
        check = derived[(KeyLength + VectorLength)..].ToArray();
        var cipher = Aes.Create();
        cipher.Key = derived[..KeyLength].ToArray();
        cipher.IV = derived.Slice(KeyLength, VectorLength).ToArray();
        return cipher;
    }
}
