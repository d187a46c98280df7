namespace PassiveDns.EndToEnd.Tests;

/// <summary>A folder of one test, gone with it.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    /// <summary>An archive in it.</summary>
    public string Archive => At("case.pdns");

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, ReadOnlySpan<byte> octets)
    {
        File.WriteAllBytes(At(name), octets);
        return At(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
