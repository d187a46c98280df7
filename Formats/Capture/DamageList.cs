using PassiveDns.Formats.State;

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

    public static DamageList Load(StateReader state)
    {
        var damage = new DamageList();
        for (var listed = state.ReadInt32(0, MaxListed); listed > 0; listed--)
            damage._listed.Add(new FileDamage(state.ReadNumber(0, long.MaxValue), state.ReadText()));
        damage._unlisted = state.ReadNumber(0, CapturePosition.MaxFrames);
        damage._firstUnlisted = state.ReadNumber(0, long.MaxValue);
        return damage;
    }

    public void Save(StateWriter state)
    {
        state.WriteNumber(_listed.Count);
        foreach (var (offset, reason) in _listed)
        {
            state.WriteNumber(offset);
            state.WriteText(reason);
        }

        state.WriteNumber(_unlisted);
        state.WriteNumber(_firstUnlisted);
    }

    public DamageList Copy()
    {
        var copy = new DamageList { _unlisted = _unlisted, _firstUnlisted = _firstUnlisted };
        copy._listed.AddRange(_listed);
        return copy;
    }

    public void Add(long offset, string reason)
    {
        if (_listed.Count < MaxListed) _listed.Add(new FileDamage(offset, reason));
        else if (_unlisted++ == 0) _firstUnlisted = offset;
    }

    /// <summary>Octets were passed over to where reading goes on, or all that were left.</summary>
    /// <param name="buffer">Where reading goes on, or at its end.</param>
    /// <param name="offset">Of the first octet lost.</param>
    /// <param name="isFound">Reading goes on.</param>
    /// <param name="isCut">The reason is the end of the file.</param>
    public void AddLoss(CaptureBuffer buffer, long offset, string reason, bool isFound, bool isCut)
    {
        var lost = buffer.Offset - offset;
        if (isFound && isCut && buffer.Fault is not null) reason = "expected a record no longer than the rest of the file";
        if (isFound) Add(offset, $"{reason}; reading goes on {lost:N0} octets later");
        else if (isCut) Add(offset, reason);
        else if (buffer.Fault is { } fault) Add(offset, $"{reason}; nothing to go on with in the {lost:N0} octets from there on, after which {fault}");
        else Add(offset, $"{reason}; nothing to go on with in the last {lost:N0} octets");
    }
}
