using PassiveDns.Fuzz.Targets;

namespace PassiveDns.Fuzz;

/// <summary>The one table of targets.</summary>
public static class FuzzTargets
{
    private static readonly Func<FuzzTarget>[] Table =
    [
        () => new PacketTarget(),
        () => new MessageTarget(),
        () => new PcapTarget(),
        () => new PcapngTarget(),
        () => new CompressedTarget(),
        () => new RunTarget(),
        () => new ManifestTarget(),
        () => new TextTarget(),
        () => new InterchangeTarget(),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(make => make().Name)];

    /// <exception cref="FormatException">There is no such target.</exception>
    public static FuzzTarget Create(string name) =>
        Table.Select(make => make()).FirstOrDefault(target => target.Name == name)
        ?? throw new FormatException($"no target '{name}': there are {string.Join(", ", Names)}");
}
