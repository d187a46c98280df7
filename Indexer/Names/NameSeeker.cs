using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Names;

/// <summary>Jumps about among the names of some runs: to the first that is not below a key.</summary>
internal sealed class NameSeeker : IDisposable
{
    private readonly List<Place> _places = [];
    private readonly OctetBuffer _name = new();

    /// <param name="cache">Shared by the lookups of an archive.</param>
    /// <param name="lost">Takes the blocks that cannot be read.</param>
    public NameSeeker(IEnumerable<Run> runs, NameSides sides, BlockCache cache, LostBlocks lost)
    {
        foreach (var run in runs)
        {
            if (sides.HasFlag(NameSides.Owner)) _places.Add(new Place(run.OpenRRsets(cache, lost), isOwners: true));
            if (sides.HasFlag(NameSides.RData)) _places.Add(new Place(run.OpenRData(cache, lost), isOwners: false));
        }
    }

    /// <summary>The name that a seek came to, as an owner-key. Valid until the next seek.</summary>
    public ReadOnlySpan<byte> Name => _name.Span;

    /// <summary>Goes to the first name not below a key that begins with a prefix; false where there is none.</summary>
    public bool Seek(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix)
    {
        var found = false;
        foreach (var place in _places)
        {
            place.Seek(key, prefix);
            if (!place.IsOnName || !place.Name.StartsWith(prefix) || (found && place.Name.SequenceCompareTo(Name) >= 0)) continue;
            _name.Replace(0, place.Name);
            found = true;
        }

        return found;
    }

    public void Dispose()
    {
        foreach (var place in _places) place.Dispose();
    }

    /// <summary>Where one file of a run has been gone to. What lies between the last key that was looked for and what was found is known to be empty.</summary>
    private sealed class Place(RunCursor entries, bool isOwners) : IDisposable
    {
        /// <summary>Entries passed over at a time: names that only negative answers have are none, and floods make thousands of them.</summary>
        private const int MostPassedOver = 512;

        private readonly OctetBuffer _soughtKey = new();
        private bool _wasSought;

        public bool IsOnName { get; private set; }

        public ReadOnlySpan<byte> Name => isOwners ? entries.Key[..RRsetKey.OwnerLength(entries.Key)] : entries.Key[1..];

        public void Seek(ReadOnlySpan<byte> key, ReadOnlySpan<byte> prefix)
        {
            var isKnown = _wasSought && _soughtKey.Span.SequenceCompareTo(key) <= 0 && (!IsOnName || Name.SequenceCompareTo(key) >= 0);
            if (isKnown) return;
            _wasSought = true;
            _soughtKey.Replace(0, key);
            entries.Seek(isOwners ? key : [TargetKey.NameTag, .. key]);
            IsOnName = MoveToName(prefix);
        }

        public void Dispose() => entries.Dispose();

        private bool MoveToName(ReadOnlySpan<byte> prefix)
        {
            for (var passedOver = 0; entries.MoveNext(); passedOver++)
            {
                if (!isOwners) return true;
                var length = RRsetKey.OwnerLength(entries.Key);
                if (length == 0) continue;
                if (!RRsetKeyParts.IsNegative(entries.Key, length) || !entries.Key.StartsWith(prefix)) return true;
                if (passedOver < MostPassedOver) continue;
                _wasSought = false; // there may be names behind them
                return false;
            }

            return false;
        }
    }
}
