namespace PassiveDns.Formats.Capture;

/// <summary>Damage found in one file, bounded: a hostile file must not fill the memory with complaints about it.</summary>
internal sealed class DamageList
{
    /// <summary>Places told one by one; those after them are counted.</summary>
    public const int MaxListed = 100;

    private readonly List<FileDamage> _listed = [];
    private long _unlisted;
    private long _firstUnlisted;

    public IReadOnlyList<FileDamage> All => _unlisted == 0
        ? _listed
        : [.. _listed, new FileDamage(_firstUnlisted, $"{_unlisted:N0} more damaged places from here on")];

    public void Add(long offset, string reason)
    {
        if (_listed.Count < MaxListed) _listed.Add(new FileDamage(offset, reason));
        else if (_unlisted++ == 0) _firstUnlisted = offset;
    }
}
