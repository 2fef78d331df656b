namespace LurkBot.Gateway;

/// <summary>Gives memory back to the system after work that looks at every session: no garbage collection would come for it in a server that idles.</summary>
internal static class IdleMemory
{
    /// <summary>Gives back what is free. Takes some milliseconds, during which nothing else runs.</summary>
    public static void Release() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
