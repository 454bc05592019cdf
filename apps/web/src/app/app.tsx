import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Toaster } from 'sonner';
import { useTheme } from '../lib/theme.ts';
import { queryClient, router } from './router.tsx';

export function App() {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toaster theme={theme} position="bottom-right" closeButton toastOptions={{ style: { fontFamily: 'inherit', pointerEvents: 'auto' } }} />
    </QueryClientProvider>
  );
}
