using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>Remembers the last of many keys in order, and tells what is new in the next: for who counts without making RRsets.</summary>
internal sealed class KeyTrail
{
    private byte[] _last = new byte[512];
    private int _length;

    /// <summary>Octets that the next key shares with the last.</summary>
    public int Shared { get; private set; }

    public bool IsNewOwner { get; private set; }

    /// <summary>It is of another owner or type.</summary>
    public bool IsNewType { get; private set; }

    /// <summary>It is of another owner, type or rdata: only the bailiwick is no difference.</summary>
    public bool IsNewRRset { get; private set; }

    /// <summary>Octets of the last owner-key; 0 before the first.</summary>
    public int OwnerLength { get; private set; }

    /// <summary>Holds the next key against the last.</summary>
    public void Compare(ReadOnlySpan<byte> next)
    {
        var last = _last.AsSpan(0, _length);
        Shared = next.CommonPrefixLength(last);
        IsNewOwner = _length == 0 || Shared < OwnerLength;
        var bailiwick = OwnerLength + RRsetKey.TypeAndBailiwickLength - 1;
        IsNewType = _length == 0 || Shared < bailiwick;
        IsNewRRset = IsNewType || (Shared < Math.Max(next.Length, _length) && (Shared > bailiwick || !next[(bailiwick + 1)..].SequenceEqual(last[(bailiwick + 1)..])));
    }

    /// <summary>Makes the next key the last.</summary>
    public void Take(ReadOnlySpan<byte> next)
    {
        if (IsNewOwner) OwnerLength = RRsetKey.OwnerLength(next);
        if (next.Length > _last.Length) _last = new byte[2 * next.Length];
        next.CopyTo(_last);
        _length = next.Length;
    }

    /// <summary>The last owner, or an ancestor of it.</summary>
    /// <param name="prefixLength">Octets of its owner-key without the closing 00: see <see cref="PrefixLength"/>.</param>
    /// <returns>Wire format, lower case.</returns>
    public byte[] NameOf(int prefixLength)
    {
        Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
        _last.AsSpan(0, prefixLength).CopyTo(key);
        key[prefixLength] = 0;
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        return name[..RRsetKey.ReadOwner(key, name)].ToArray();
    }

    /// <summary>Octets that the owner-keys of an ancestor-or-self with so many labels and of all names below it share.</summary>
    public static int PrefixLength(ReadOnlySpan<byte> ownerKey, int labels)
    {
        var length = 0;
        for (; labels > 0; labels--) length += ownerKey[length..].IndexOf((byte)0) + 1;
        return length;
    }
}
